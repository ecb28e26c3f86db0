"""A tree in the order of the canonical layout, with each comment where the layout has a place for it."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.load.guide import Guide
from azuraforge_schemagen.load.layout import guide_of, ordered
from azuraforge_schemagen.load.tree import Branch, Entry


def arranged(root: Branch, guide: Guide) -> Branch:
    """The tree of a file, ready to be laid out."""
    return _arranged(_headed(root, guide), guide)


def arranged_entry(entry: Entry, guide: Guide) -> Entry:
    """One entry of a file, ready to be laid out; ``guide`` is that of its value."""
    return replace(entry, value=_arranged(entry.value, guide)) if isinstance(entry.value, Branch) else entry


def _arranged(branch: Branch, guide: Guide) -> Branch:
    """The tree with its keys in order; a list's items have their comments before the dash."""
    entries = tuple(arranged_entry(entry, guide_of(guide, entry, place)) for place, entry in enumerate(branch.entries))
    branch = replace(branch, entries=entries)
    return replace(branch, entries=ordered(branch, guide) if branch.is_map else tuple(map(_lifted, entries)))


def _lifted(item: Entry) -> Entry:
    """An item of a list whose value begins behind the dash: no comment fits between them."""
    if not isinstance(item.value, Branch) or not item.value.entries or not item.value.entries[0].lead:
        return item
    first, *rest = item.value.entries
    lead = (replace(first.lead[0], blank=first.lead[0].blank or item.blank), *first.lead[1:])
    value = replace(item.value, entries=(replace(first, lead=(), blank=False), *rest))
    return replace(item, value=value, lead=(*item.lead, *lead), blank=first.blank)


def _headed(root: Branch, guide: Guide) -> Branch:
    """What stands above the first key is about the file: it stays on top, whichever key comes first then."""
    first = root.entries[0]
    entries = ordered(root, guide)
    if entries[0] is first:
        return root
    rest = tuple(replace(entry, lead=(), blank=False) if entry is first else entry for entry in entries[1:])
    return replace(root, entries=(_under(first, entries[0]), *rest))


def _under(head: Entry, entry: Entry) -> Entry:
    """The entry below the comments of another one."""
    if not entry.lead:
        return replace(entry, lead=head.lead, blank=head.blank)
    own = (replace(entry.lead[0], blank=head.blank), *entry.lead[1:])
    return replace(entry, lead=(*head.lead, *own))
