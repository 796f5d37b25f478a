"""Collect the texts of the server, merge them into the catalogs, and check the catalogs.

    python scripts/translations.py update         write the template, and merge it into every catalog
    python scripts/translations.py update fr      the same, and start a catalog for French
    python scripts/translations.py check          run by ``make check``; prints what it finds

Both also write or check ``interviewer.json``: what the interviewer says by itself, in sets of wordings.

The texts are: those in ``translatable``, ``translatable_plural``, ``phrase`` and ``phrases``, literals and
first docstring lines of errors, and ``{% trans %}`` in templates.
"""

from __future__ import annotations

import ast
import io
import json
import re
import string
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "vivavoce"
DOMAIN = "vivavoce"
ROOT_ERROR = "VivavoceError"
_HEADER = "# What Vivavoce's server says. See docs/how-to/translate-vivavoce.md."
_REPLIES = "live/domain/interviewer/short_replies.py"
"""Has the words that the interviewer offers as a reply."""
_SPOKEN = ("live/domain/interviewer/", "live/domain/time_left.py", "live/domain/wire/")
"""Where the interviewer's own sentences are."""
_PERCENT = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True)
class CollectedText:
    """A text of the source: ``id`` is the singular, or singular and plural."""

    id: str | tuple[str, str]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """A module of the package."""

    path: str
    tree: ast.Module


def read_sources(package: Path) -> list[Source]:
    """Return the modules of a package, by their path in it."""
    return [
        Source(file.relative_to(package).as_posix(), ast.parse(file.read_text("utf-8")))
        for file in sorted(package.rglob("*.py"))
    ]


def find_error_names(sources: Sequence[Source]) -> frozenset[str]:
    """Return the names of all errors that are reported to a caller."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1] for base in node.bases}
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {ROOT_ERROR}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return frozenset(known)


def collect_texts(package: Path) -> Iterator[CollectedText]:
    """Yield every text of a package that can be translated."""
    sources = read_sources(package)
    errors = find_error_names(sources)
    for source in sources:
        for node in ast.walk(source.tree):
            for text in _texts_of_node(node, errors):
                yield CollectedText(text, source.path, getattr(node, "lineno", 0))
    for file in sorted(package.rglob("templates/*.*")):
        with file.open("rb") as template:
            found = babel_extract(template, ("gettext", "ngettext", "_"), (), {"silent": "false"})
            for line, _, text, _ in found:
                ids = text if isinstance(text, str) else (text[0], text[1])
                yield CollectedText(ids, file.relative_to(package).as_posix(), line)


def _texts_of_node(node: ast.AST, errors: frozenset[str]) -> Iterator[str | tuple[str, str]]:
    if isinstance(node, ast.ClassDef) and node.name in errors:
        yield from _texts_of_error(node)
    if not isinstance(node, ast.Call):
        return
    literals = [argument.value for argument in node.args if _is_literal(argument)]
    match _name_of(node):
        case "translatable" | "phrase" | "phrases":
            yield from literals
        case "translatable_plural":
            yield literals[0], literals[1]
        case "TenantInvariant" | "PlatformInvariant":
            sentences = (each.value for each in node.keywords if each.arg == "sentence")
            yield from (each.value for each in sentences if _is_literal(each))
        case _:
            yield from (text.value for text in _error_texts(node, errors) if _is_sentence(text))


def _texts_of_error(node: ast.ClassDef) -> Iterator[str]:
    """Yield the first line of the docstring, which is the default detail, and the title of the status."""
    docstring = ast.get_docstring(node, clean=False)
    if docstring and node.name != ROOT_ERROR:
        yield docstring.splitlines()[0]
    for statement in node.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "title":
            yield ast.literal_eval(statement.value)


def _error_texts(call: ast.Call, errors: frozenset[str]) -> list[ast.expr]:
    """Return the arguments of a call that can be the text of an error, or of an invalid field.

    The text of some errors follows a code.
    """
    if _name_of(call) in errors:
        return call.args
    if _name_of(call) == "FieldError":
        return call.args[2:3]
    return []


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


def _is_sentence(node: ast.expr) -> bool:
    """Return whether an argument is a literal text. One word is a code, such as the kind of a failure."""
    return _is_literal(node) and " " in node.value


def find_untranslatable_texts(package: Path) -> Iterator[str]:
    """Yield a line for each error with a text that no catalog can have: it is composed, or not collected."""
    sources = read_sources(package)
    errors = find_error_names(sources)
    for source in sources:
        texts = [
            text
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call)
            for text in _error_texts(node, errors)
        ]
        names = {text.id for text in texts if isinstance(text, ast.Name)}
        composed = [text for text in texts if _is_composed(text)]
        composed += [
            node.value
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Assign)
            and getattr(node.targets[0], "id", "") in names
            and (_is_composed(node.value) or _is_sentence(node.value))
        ]
        for text in composed:
            yield f"{source.path}:{text.lineno}: write the text of an error with translatable()"


def _is_composed(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def build_template(package: Path) -> Catalog:
    """Return the template: every text once, with the files where it is."""
    template = Catalog(project=DOMAIN, version=" ", header_comment=_HEADER, fuzzy=False)
    for text in collect_texts(package):
        template.add(text.id, locations=[(text.path, text.line)])
    return template


def write_spoken_texts(package: Path) -> str:
    """Return the text of ``interviewer.json``: offered replies, and sets of wordings, each once.

    Both forms of a plural are sets of one, because they do not stand for each other.
    """
    replies: dict[str, None] = {}
    sets: dict[tuple[str, ...], None] = {}
    for source in read_sources(package):
        if not source.path.startswith(_SPOKEN) or source.path.endswith("client_frames.py"):
            continue
        for node in ast.walk(source.tree):
            for texts in _spoken_sets(node):
                if source.path == _REPLIES:
                    replies |= dict.fromkeys(texts)
                else:
                    sets[texts] = None
    document = {"replies": list(replies), "sets": [list(texts) for texts in sets]}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _spoken_sets(node: ast.AST) -> Iterator[tuple[str, ...]]:
    if not isinstance(node, ast.Call):
        return
    texts = tuple(argument.value for argument in node.args if _is_literal(argument))
    if texts and _name_of(node) == "phrases":
        yield texts
    elif _name_of(node) in ("phrase", "translatable", "translatable_plural"):
        yield from ((text,) for text in texts)


def spoken_texts_path(package: Path) -> Path:
    """Return the place of ``interviewer.json`` in a package."""
    return package / "locale" / "interviewer.json"


def template_path(package: Path) -> Path:
    """Return the place of the template in a package."""
    return package / "locale" / f"{DOMAIN}.pot"


def catalog_paths(package: Path) -> dict[str, Path]:
    """Return the catalogs of a package by language."""
    files = sorted((package / "locale").glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {file.parts[-3]: file for file in files}


def read_catalog(path: Path, locale: Locale | str | None) -> Catalog:
    """Return the catalog in a file, or raise ``PoFileError``."""
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def update(package: Path, languages: Sequence[str] = ()) -> None:
    """Write the template, and merge it into every catalog and those of ``languages``."""
    template = build_template(package)
    _write(template, template_path(package))
    spoken_texts_path(package).write_text(write_spoken_texts(package), "utf-8")
    added = {
        language: package / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        for language in languages
    }
    for language, path in (added | catalog_paths(package)).items():
        locale = Locale.parse(language, sep="-")
        catalog = Catalog(locale, project=DOMAIN, version=" ", header_comment=_HEADER, fuzzy=False)
        if path.is_file():
            catalog = read_catalog(path, locale)
        catalog.update(template, update_header_comment=False)
        _write(catalog, path)


def _write(catalog: Catalog, path: Path) -> None:
    """Write a catalog without line numbers and times, so that a change of code changes few lines."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalog, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True
    )
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not line.startswith(_LEFT_OUT)), "utf-8")


_LEFT_OUT = (
    '"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Tr', '"Language-Team',
)  # fmt: skip
"""Members of the header that change with every run, or name a person."""


def find_faults(package: Path) -> Iterator[str]:
    """Yield a line for each fault of the template and the catalogs."""
    template = build_template(package)
    yield from find_untranslatable_texts(package)
    spoken = spoken_texts_path(package)
    if not spoken.is_file() or spoken.read_text("utf-8") != write_spoken_texts(package):
        yield f"{spoken.name}: is out of date; run scripts/translations.py update"
    yield from _compare(template, template_path(package), None)
    for language, path in catalog_paths(package).items():
        yield from _compare(template, path, Locale.parse(language, sep="-"))


def _compare(template: Catalog, path: Path, locale: Locale | None) -> Iterator[str]:
    where = path.name if locale is None else f"{locale}/{path.name}"
    try:
        catalog = read_catalog(path, locale)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        yield f"{where}: not readable: {error}"
        return
    wanted, present = _ids(template), _ids(catalog)
    for text in sorted(wanted ^ present):
        what = "is missing" if text in wanted else "is no longer in the code"
        yield f"{where}: '{text[0]}' {what}; run scripts/translations.py update"
    for message in catalog:
        if message.id and message.string and not message.fuzzy and locale is not None:
            yield from (f"{where}: {fault}" for fault in _faults_of(message, catalog.num_plurals))


def _ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {
        (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for message in catalog
        if message.id
    }


def _faults_of(message: Message, forms: int) -> Iterator[str]:
    """Yield what is wrong with a translation: the number of its forms, or its placeholders."""
    sources = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    if len(sources) > 1 and len(strings) != forms:
        yield f"'{sources[0]}' has {len(strings)} forms, and the language has {forms}"
    if any(strings) and not all(strings):
        yield f"'{sources[0]}' has a form without a translation"
        return
    known = set().union(*map(placeholders, sources))
    required = known - ({"count"} if len(sources) > 1 else set())
    for text in filter(None, strings):
        found = placeholders(text)
        if not required <= found <= known:
            yield (
                f"'{sources[0]}' has the placeholders {sorted(known)}, and its translation "
                f"'{text}' has {sorted(found)}"
            )


def placeholders(text: str) -> set[str]:
    """Return the names in ``{name}`` and ``%(name)s``; a brace that is not closed is one of them."""
    try:
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        braces = {str(error)}
    return braces | set(_PERCENT.findall(text))


def report_coverage(package: Path) -> Iterator[str]:
    """Yield how much of the template each catalog translates."""
    for language, path in catalog_paths(package).items():
        catalog = read_catalog(path, Locale.parse(language, sep="-"))
        texts = [message for message in catalog if message.id]
        count = sum(bool(message.string) and any(message.string) for message in texts)
        yield f"{language}: {count} of {len(texts)} texts"


def main(arguments: Sequence[str]) -> int:
    """Update the catalogs, or print their faults; return the exit status."""
    match list(arguments):
        case ["update", *languages]:
            update(PACKAGE, languages)
            sys.stdout.writelines(f"{line}\n" for line in report_coverage(PACKAGE))
            return 0
        case ["check"]:
            faults = list(find_faults(PACKAGE))
            sys.stdout.writelines(f"{fault}\n" for fault in faults)
            return bool(faults)
    sys.stdout.write(str(__doc__))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
