"""The one root of everything this product refuses."""


class OfstedError(Exception):
    """Something that a person can put right.

    `sentence` is plain English and says what to do; it never repeats text that a person typed
    unless that text is a reference or a date.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
