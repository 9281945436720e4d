"""Files of office suites from their XML, for tests that need what no library writes."""

import io
import zipfile

from rightstag.errors import InputError
from rightstag.reports.readers import read_document

WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
OPEN = " ".join(
    f'xmlns:{prefix}="{_OPEN}{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(name, content, kind)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    """Return a Word file of a body and of the content of other parts: ``styles``, ``numbering``, ``footnotes`` ..."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "comments": "comments"}
    roots |= {"header1": "hdr", "footer1": "ftr"}
    files: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{_KINDS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
    }
    links = []
    for name, content in parts.items():
        files[f"word/{name}.xml"] = f"<w:{roots[name]} {WORD}>{content}</w:{roots[name]}>"
        links.append(f'<Relationship Id="{name}" Type="{_KINDS}/{name.rstrip("1")}" Target="{name}.xml"/>')
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(links)}'
        "</Relationships>"
    )
    return zipped(files)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, style: str = "", number: str = "", level: int | None = None) -> str:
    """Return a paragraph of text, or of runs where it begins with one."""
    inner = text if text.startswith("<") else run(text)
    place = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    listed = f'<w:numPr>{place}<w:numId w:val="{number}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{inner}</w:p>"


def level(place: int, text: str, kind: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def odt(body: str, styles: str = "", **parts: str) -> bytes:
    """Return an OpenDocument text of a body, its automatic styles and other parts."""
    content = (
        f"<office:document-content {OPEN}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            **{f"{name}.xml": text for name, text in parts.items()},
        }
    )


def _element(name: str, content: str) -> str:
    return f'<{name} xmlns="{_OPEN}container">{content}</{name}>'


def epub(*chapters: str, names: tuple[str, ...] = (), opf: str = "OEBPS/book.opf", more: dict[str, str] | None = None):
    """Return a book of chapters, each the inner markup of a page's body."""
    names = names or tuple(f"chapter{place}.xhtml" for place in range(len(chapters)))
    items = "".join(
        f'<item id="i{place}" href="{name}" media-type="application/xhtml+xml"/>' for place, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{place}"/>' for place in range(len(names)))
    folder = opf.rpartition("/")[0]
    pages = {
        f"{folder}/{name}".lstrip("/"): '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        f"</head><body>{chapter}</body></html>"
        for name, chapter in zip(names, chapters, strict=True)
    }
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _element("container", _element("rootfiles", f'<rootfile full-path="{opf}"/>')),
            opf: '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>Averland 2023</dc:title><dc:language>en</dc:language></metadata><manifest>{items}</manifest>"
            f"<spine>{spine}</spine></package>",
            **pages,
            **(more or {}),
        }
    )


def complaint(data: bytes, name: str) -> str:
    """Read a file that may be refused; return the message, empty where it was read."""
    try:
        read_document(data, name)
    except InputError as error:
        return str(error)
    return ""
