"""What is particular to Korean names."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
SYLLABLES_PER_INITIAL = 588


def initial_consonants(name):
    """`김민수` gives `ㄱㅁㅅ`; other letters stay, in lower case and without blanks."""
    return "".join(map(_initial, "".join(name.split()).lower()))


def given_name(name):
    """`김민수` gives `민수`, `남궁민수` too, `Minsu Kim` gives `Minsu`."""
    first = name.split()[0] if name.split() else ""
    if first != name.strip() or not all(map(_is_syllable, first)):
        return first
    return first[-2:] if len(first) > 2 else first[-1:]


def is_initials(text):
    """Whether `text` is nothing but initial consonants, as one types them to find a name."""
    letters = "".join(text.split())
    return bool(letters) and all(letter in INITIALS for letter in letters)


def _initial(letter):
    if _is_syllable(letter):
        return INITIALS[(ord(letter) - FIRST_SYLLABLE) // SYLLABLES_PER_INITIAL]
    return letter


def _is_syllable(letter):
    return FIRST_SYLLABLE <= ord(letter) <= LAST_SYLLABLE
