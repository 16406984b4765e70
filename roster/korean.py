"""What is particular to Korean names."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
SYLLABLES_PER_INITIAL = 588


def initial_consonants(name):
    """`김민수` gives `ㄱㅁㅅ`; other letters stay, in lower case and without blanks."""
    return "".join(map(_initial, "".join(name.split()).lower()))


def is_initials(text):
    """Whether `text` is nothing but initial consonants, as one types them to find a name."""
    letters = "".join(text.split())
    return bool(letters) and all(letter in INITIALS for letter in letters)


def _initial(letter):
    code = ord(letter)
    if FIRST_SYLLABLE <= code <= LAST_SYLLABLE:
        return INITIALS[(code - FIRST_SYLLABLE) // SYLLABLES_PER_INITIAL]
    return letter
