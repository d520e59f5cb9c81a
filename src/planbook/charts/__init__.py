"""Chart theme and builders: data frames in, Altair charts out."""
