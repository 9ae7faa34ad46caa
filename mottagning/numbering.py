"""The Swedish numbering plan: which digits are an area, and how a number is written out.

A page that only shows numbers needs no more than this; what tells them apart, and loads a dozen patterns for it, is
`mottagning.phones`.
"""

_AREA_TABLE = """
    8 11 13 16 18 19 21 23 26 31 33 35 36 40 42 44 46 54 60 63 90
    120 121 122 123 125 140 141 142 143 144 150 151 152 155 156 157 158 159 171 173 174 175 176
    220 221 222 223 224 225 226 227 240 241 243 246 247 248 250 251 253 258 270 271 278 280 281 290
    291 292 293 294 295 297
    300 301 302 303 304 320 321 322 325 340 345 346 370 371 372 380 381 382 383 390 392 393
    410 411 413 414 415 416 417 418 430 431 433 435 451 454 455 456 457 459 470 471 472 474 476 477
    478 479 480 481 485 486 490 491 492 493 494 495 496 498 499
    500 501 502 503 504 505 506 510 511 512 513 514 515 520 521 522 523 524 525 526 528 530 531 532
    533 534 550 551 552 553 554 555 560 563 564 565 570 571 573 580 581 582 583 584 585 586 587 589
    590 591
    611 612 613 620 621 622 623 624 640 642 643 644 645 647 650 651 652 653 657 660 661 662 663 670
    671 672 680 682 684 687 690 691 692 693 695 696
    910 911 912 913 914 915 916 918 920 921 922 923 924 925 926 927 928 929 930 932 933 934 935 940
    941 942 943 950 951 952 953 954 960 961 970 971 973 975 976 977 978 980 981
"""
AREAS = frozenset(_AREA_TABLE.split())
"""Area codes without their zero; no one begins another."""
_GROUPS = {4: (2, 2), 5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}


def display(number: str) -> str:
    """A number in E.164 as Swedes write it: "070-174 06 05", "08-465 004 00", "114 14"; foreign ones with +."""
    national = number.removeprefix("+46")
    if national == number:
        return _display_by_library(number) if number.startswith("+") else _display_short(number)
    area = area_of(national)
    groups = _GROUPS.get(len(national) - len(area))
    if not area or not groups:
        return _display_by_library(number)
    rest = iter(national[len(area) :])
    return f"0{area}-" + " ".join("".join(next(rest) for _ in range(size)) for size in groups)


def area_of(national: str) -> str:
    """The area code, without its zero, or the first digits of a number that belongs to no place; "" if unknown."""
    if national.startswith("900"):  # premium rate, not Umeå
        return ""
    if national.startswith(("7", "10", "20")):
        return national[:3] if national.startswith("77") else national[:2]
    return next((national[:size] for size in (1, 2, 3) if national[:size] in AREAS), "")


def _display_by_library(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    is_swedish = parsed.country_code == 46
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_swedish else form.INTERNATIONAL)


def _display_short(number: str) -> str:
    return f"{number[:3]} {number[3:]}" if len(number) in (5, 6) else number
