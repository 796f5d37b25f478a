"""Collect the sentences that people read: in Markdown files, and on the screens in TypeScript files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tree_sitter_typescript
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tree_sitter import Language, Node, Parser

PLACEHOLDER = "X"
"""Stands for code and for values that are only known at run time."""

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_PARSERS = {
    ".ts": Parser(Language(tree_sitter_typescript.language_typescript())),
    ".tsx": Parser(Language(tree_sitter_typescript.language_tsx())),
}
_ELEMENT_TEXTS = {"alt", "aria-label", "aria-valuetext", "content", "placeholder", "title"}
_NO_TEXTS = {
    "className",
    "href",
    "key",
    "look",
    "name",
    "path",
    "role",
    "src",
    "to",
    "type",
    "value",
}
_NO_SENTENCES = {"import_statement", "export_statement", "literal_type", "subscript_expression"}
_CODE_TAGS = {"code", "kbd", "pre", "Code", "Key"}
_STRINGS = {"string", "template_string"}
_TAILWIND = re.compile(r"^(?=\S*[-:\[])[!@a-z0-9&*:._/%#,()\[\]+='~-]+$")


@dataclass(frozen=True)
class Text:
    """One piece of text: a paragraph, heading or table cell, a label or message of a screen."""

    path: Path
    line: int
    words: str
    is_title: bool = False


def texts_of(path: Path) -> Iterator[Text]:
    """Yield the texts of one Markdown or TypeScript file."""
    if path.suffix == ".md":
        yield from _markdown(path)
    else:
        yield from _screen(path)


def _markdown(path: Path) -> Iterator[Text]:
    tokens = _MARKDOWN.parse(path.read_text("utf-8"))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline" or token.map is None:
            continue
        words = _squeezed("".join(_inline(token.children or [])))
        is_title = before is not None and before.type in {"heading_open", "th_open", "td_open"}
        if words:
            yield Text(path, token.map[0] + 1, words, is_title and not words.endswith("."))


def _inline(children: list[Token]) -> Iterator[str]:
    for child in children:
        match child.type:
            case "text":
                yield child.content
            case "code_inline" | "image":
                yield PLACEHOLDER
            case "softbreak" | "hardbreak":
                yield " "


def _screen(path: Path) -> Iterator[Text]:
    for node in _nodes(_PARSERS[path.suffix].parse(path.read_bytes()).root_node):
        if node.type in {"jsx_element", "jsx_fragment"}:
            yield from _children(path, node)
        elif node.type in _STRINGS and _is_screen_text(node):
            yield _text(path, node, _literal(node))


def _children(path: Path, element: Node) -> Iterator[Text]:
    """Yield what stands directly in an element, as one text."""
    opening = element.child_by_field_name("open_tag")
    tag = opening.child_by_field_name("name") if opening is not None else None
    if tag is not None and _source(tag) in _CODE_TAGS:
        return
    inside = [each for each in element.named_children if "ing_element" not in each.type]
    written = [each for each in inside if each.type in {"jsx_text", "html_character_reference"}]
    if any(re.search("[A-Za-z]{2}", _source(each)) for each in written):
        first = next(each for each in written if _source(each).strip())
        yield _text(
            path,
            first,
            "".join(_source(each) if each in written else _value(each) for each in inside),
        )


def _value(node: Node) -> str:
    literal = next((each for each in node.named_children if each.type in _STRINGS), None)
    return _literal(literal) if literal is not None and node.named_child_count == 1 else PLACEHOLDER


def _is_screen_text(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type in _NO_SENTENCES:
        return False
    words = _literal(node)
    if parent.type == "jsx_attribute":
        attribute = _source(parent.named_children[0])
        tag = parent.parent.child_by_field_name("name") if parent.parent is not None else None
        if tag is not None and _source(tag)[:1].islower():
            return attribute in _ELEMENT_TEXTS
        return attribute not in _NO_TEXTS - {"name"} and _is_prose(words)
    if parent.type == "jsx_expression" and parent.parent is not None:
        grand = parent.parent
        if grand.type == "jsx_attribute" and _source(grand.named_children[0]) in _NO_TEXTS:
            return False
        if grand.type == "jsx_element" and parent.named_child_count == 1 and not words.strip():
            return False
    return _is_prose(words)


def _is_prose(words: str) -> bool:
    """Say whether a string is for people: it begins like a sentence, or has words and no style classes."""
    parts = words.split()
    if not re.search("[A-Za-z]{2}", words) or any(_TAILWIND.match(part) for part in parts):
        return False
    return len(parts) > 1 or re.fullmatch(r"[A-Z][a-z]+[.…?]?", words) is not None


def _literal(node: Node) -> str:
    words = _source(node)[1:-1]
    return re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", PLACEHOLDER, words)


def _text(path: Path, node: Node, words: str) -> Text:
    words = _squeezed(words)
    source = _source(node)
    line = node.start_point[0] + 1 + source[: len(source) - len(source.lstrip())].count("\n")
    return Text(path, line, words, is_title=not re.search(r"[.?!…:]$", words))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _source(node: Node) -> str:
    return (node.text or b"").decode()


def _squeezed(words: str) -> str:
    return " ".join(words.split())
