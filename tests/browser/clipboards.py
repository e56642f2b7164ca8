"""What Word and Google Docs put on a clipboard as HTML, with words of our own."""

CLEAN = "async html => (await import('/static/desk/paste.js')).clean(html)"

EMPTY_IN_WORD = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"


def word(*parts):
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/rita/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml>
 <w:WordDocument><w:View>Normal</w:View></w:WordDocument>
</xml><![endif]-->
<style>
<!--
 /* List Definitions */
 @list l0:level1 {{mso-level-number-format:bullet; font-family:Symbol;}}
-->
</style>
<!--[if gte mso 10]>
<style>
 table.MsoNormalTable {{mso-style-name:"Table Normal";}}
</style>
<![endif]-->
</head>

<body lang=EN-GB style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->

{"".join(parts)}

<!--EndFragment-->
</body>

</html>
"""


def word_marker(marker):
    return f"""<![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol;mso-bidi-font-family:
Symbol'><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt
"Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>"""


def word_item(marker, text, level=1, list_id=0):
    return f"""<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;
mso-add-space:auto;text-indent:-18.0pt;mso-list:l{list_id} level{level} lfo1'>{
        word_marker(marker)
    }{text}<o:p></o:p></p>

"""


def word_row(*cells):
    paragraphs = (f"<p class=MsoNormal>{cell}<o:p></o:p></p>" for cell in cells)
    inside = "".join(f"<td width=301 valign=top>{text}</td>" for text in paragraphs)
    return f"<tr style='mso-yfti-irow:0'>{inside}</tr>"


def web_line(text, more=""):
    return (
        f'<div class="OutlineElement Ltr SCXW1 BCX0"><p class="Paragraph SCXW1"{more}>'
        f'<span class="TextRun" lang="EN-GB">{text}</span>'
        '<span class="EOP" data-ccp-props="{}">&nbsp;</span></p></div>'
    )


def web_item(tag, text, level=1, at=1):
    return (
        f'<div class="ListContainerWrapper SCXW1 BCX0"><{tag} role="list">'
        '<li aria-setsize="-1" data-leveltext="%1." data-listid="1" role="listitem" '
        f'data-aria-posinset="{at}" data-aria-level="{level}" class="OutlineElement">'
        '<p class="Paragraph"><span lang="EN-GB" class="TextRun">'
        f'<span class="NormalTextRun">{text}</span></span>'
        '<span class="EOP" data-ccp-props="{}">&nbsp;</span></p></li>'
        f"</{tag}></div>"
    )


def docs(*parts):
    return (
        "<meta charset='utf-8'>"
        '<b style="font-weight:normal;" id="docs-internal-guid-5f0c-7fff">'
        f'{"".join(parts)}</b><br class="Apple-interchange-newline">'
    )


def docs_text(text, weight=400, style="normal"):
    return (
        '<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;'
        f"font-weight:{weight};font-style:{style};text-decoration:none;"
        f'white-space:pre;white-space:pre-wrap;">{text}</span>'
    )


def docs_line(*texts):
    start = '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">'
    return f"{start}{''.join(texts)}</p>"


def docs_item(text, level=1):
    return (
        f'<li dir="ltr" style="list-style-type:disc;" aria-level="{level}">'
        f'<p dir="ltr" role="presentation">{docs_text(text)}</p></li>'
    )


def docs_cell(text):
    line = docs_line(docs_text(text))
    return f'<td style="border-left:solid #000000 1pt;">{line}</td>'
