"""Tables of jobs, bookings and the running day."""

from sqlalchemy import Column, Index, Table

from recycling.domain.bookings import OrderChange, SlotOffer
from recycling.domain.jobs import Job, JobPart
from recycling.domain.running import DayEvent, Lock, Publication
from recycling.storage.mapping import columns_of
from recycling.storage.tables import NUMBER, metadata

jobs = Table("jobs", metadata, *columns_of(Job, key=("job_id",)))
Index(None, jobs.c.state, jobs.c.created_at)

job_parts = Table("job_parts", metadata, *columns_of(JobPart, key=("job_id", "name")))

slot_offers = Table(
    "slot_offers", metadata, *columns_of(SlotOffer, key=("offer_id", "position"))
)
Index(None, slot_offers.c.order_id)

order_changes = Table(
    "order_changes",
    metadata,
    Column("number", NUMBER, primary_key=True),
    *columns_of(OrderChange),
)
Index(None, order_changes.c.order_id, order_changes.c.number)

day_events = Table("day_events", metadata, *columns_of(DayEvent, key=("event_id",)))
Index(None, day_events.c.day)

locks = Table("locks", metadata, *columns_of(Lock, key=("day", "order_id")))

publications = Table(
    "publications", metadata, *columns_of(Publication, key=("day", "depot_id"))
)

every_table = metadata
"""All tables, those of inputs, plans and books included."""
