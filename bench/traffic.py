"""Who writes when: the customers of a busy day, in an order that is the same in every run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from bench.webhooks import Written, written


def shuffled(
    first: int, customers: int, *, each: int, many: int, begins: float, rate: float
) -> Sequence[Written]:
    """The first `many` messages when so many customers write `each` messages in a mixed order;
    `first` is the number of the first customer, `rate` counts messages per second."""
    turns = [first + number for number in range(customers) for _ in range(each)]
    random.Random(first).shuffle(turns)
    wrote: Counter[int] = Counter()
    messages = []
    for position, customer in enumerate(turns[:many]):
        wrote[customer] += 1
        messages.append(written(customer, wrote[customer], begins + position / rate))
    return messages
