"""Raw monitoring archives, read file by file: air (HJ 663) and water (GB 3838, 环办〔2011〕22号)."""
