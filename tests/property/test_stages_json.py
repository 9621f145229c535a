"""Whatever a record holds, its JSON reads back as its plain form."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from recycling.domain.materials import Stream
from recycling.reporting.files import to_json, to_plain


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    value: object

    @property
    def length(self) -> int:
        return len(self.name)


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates(min_value=date(1900, 1, 1))
    | st.datetimes(min_value=datetime(1900, 1, 1))
    | st.sampled_from(Stream)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text() | st.sampled_from(Stream), inner, max_size=3)
        | st.builds(Record, st.text(), inner)
    ),
    max_leaves=12,
)


@given(value=VALUES)
def test_json_reads_back_as_the_plain_form(value: object) -> None:
    assert json.loads(to_json(value)) == to_plain(value)


@given(value=VALUES)
def test_plain_is_plain_already(value: object) -> None:
    plain = to_plain(value)
    assert to_plain(plain) == plain


@given(name=st.text(), value=VALUES)
def test_a_record_keeps_every_field_and_what_it_works_out(
    name: str, value: object
) -> None:
    plain = to_plain(Record(name, value))
    assert plain == {"name": name, "value": to_plain(value), "length": len(name)}
