"""Plans: operations in a safe order and form, with what each step costs; what is refused; what needs two revisions."""

from azuraforge_schemagen.plan.finding import Finding, Review
from azuraforge_schemagen.plan.make import plan
from azuraforge_schemagen.plan.refuse import refusals
from azuraforge_schemagen.plan.stages import of_first, stages, without

__all__ = ["Finding", "Review", "of_first", "plan", "refusals", "stages", "without"]
