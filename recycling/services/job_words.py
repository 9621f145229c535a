"""Why a job failed, in every language: a worker does not know who will read it."""

import json

from recycling.domain.errors import RecyclingError
from recycling.domain.jobs import Job, JobState
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.said import in_words
from recycling.services.job_handle import canonical

ERROR = "error"
"""Name of the wordings in the result of a job that failed."""


def in_all_languages(error: RecyclingError) -> str:
    """Word an error in every language, as the result of a job that failed by it."""
    return canonical({ERROR: {lang: in_words(error, lang) for lang in LANGUAGES}})


def error_of(job: Job, lang: Lang) -> str:
    """Say why a job failed, in a language; English where it has no other wording."""
    if job.state is not JobState.FAILED or not job.result:
        return job.error
    wordings = json.loads(job.result)[ERROR]
    return str(wordings.get(lang, job.error))
