"""Issuing bodies: their names as mastheads print them, and how their symbols begin."""

from __future__ import annotations

import re

# The longest beginning that fits a symbol wins.
_BY_SYMBOL = {
    "A": "General Assembly",
    "A/AC.105": "Committee on the Peaceful Uses of Outer Space",
    "A/C.1": "First Committee",
    "A/C.2": "Second Committee",
    "A/C.3": "Third Committee",
    "A/C.4": "Fourth Committee",
    "A/C.5": "Fifth Committee",
    "A/C.6": "Sixth Committee",
    # Each conference is a body of its own.
    "A/CONF": "",
    "A/CN.4": "International Law Commission",
    "A/CN.9": "United Nations Commission on International Trade Law",
    "A/HRC": "Human Rights Council",
    "CAT": "Committee against Torture",
    "CCPR": "Human Rights Committee",
    "CED": "Committee on Enforced Disappearances",
    "CEDAW": "Committee on the Elimination of Discrimination against Women",
    "CERD": "Committee on the Elimination of Racial Discrimination",
    "CMW": "Committee on Migrant Workers",
    "COM": "European Commission",
    "CRC": "Committee on the Rights of the Child",
    "CRPD": "Committee on the Rights of Persons with Disabilities",
    "E": "Economic and Social Council",
    "E/C.12": "Committee on Economic, Social and Cultural Rights",
    "E/C.16": "Committee of Experts on Public Administration",
    "E/C.19": "Permanent Forum on Indigenous Issues",
    "E/CN.16": "Commission on Science and Technology for Development",
    "E/CN.3": "Statistical Commission",
    "E/CN.5": "Commission for Social Development",
    "E/CN.6": "Commission on the Status of Women",
    "E/CN.7": "Commission on Narcotic Drugs",
    "E/CN.9": "Commission on Population and Development",
    "E/ECA": "Economic Commission for Africa",
    "E/ECE": "Economic Commission for Europe",
    "E/ESCAP": "Economic and Social Commission for Asia and the Pacific",
    "E/ESCWA": "Economic and Social Commission for Western Asia",
    "ECE": "Economic Commission for Europe",
    "FCCC": "United Nations Framework Convention on Climate Change",
    "S": "Security Council",
    "ST": "Secretariat",
    "SWD": "European Commission",
    "T": "Trusteeship Council",
    "TD": "United Nations Conference on Trade and Development",
    "TD/B": "Trade and Development Board",
    "UNEP": "United Nations Environment Programme",
    "WSIS": "World Summit on the Information Society",
}
# Beside another body these only say what it belongs to.
_PARENTS = (
    "United Nations",
    "General Assembly",
    "Economic and Social Council",
    "United Nations Conference on Trade and Development",
)
_OTHERS = (
    "Council of Europe",
    "Council of the European Union",
    "European Commission",
    "European Parliament",
    "Food and Agriculture Organization of the United Nations",
    "Human Settlements Programme",
    "Multistakeholder Advisory Group",
    "International Labour Organization",
    "International Monetary Fund",
    "International Telecommunication Union",
    "Internet Governance Forum",
    "Organisation for Economic Co-operation and Development",
    "United Nations Development Programme",
    "United Nations Educational, Scientific and Cultural Organization",
    "World Bank",
    "World Health Organization",
    "World Intellectual Property Organization",
    "World Trade Organization",
)
_TRANSLATED = {
    "Assemblée générale": "General Assembly",
    "Asamblea General": "General Assembly",
    "Генеральная Ассамблея": "General Assembly",
    "الجمعية العامة": "General Assembly",
    "大会": "General Assembly",
    "Conseil économique et social": "Economic and Social Council",
    "Consejo Económico y Social": "Economic and Social Council",
    "Экономический и Социальный Совет": "Economic and Social Council",
    "المجلس الاقتصادي والاجتماعي": "Economic and Social Council",
    "经济及社会理事会": "Economic and Social Council",
    "Conseil des droits de l’homme": "Human Rights Council",
    "Consejo de Derechos Humanos": "Human Rights Council",
    "Совет по правам человека": "Human Rights Council",
    "مجلس حقوق الإنسان": "Human Rights Council",
    "人权理事会": "Human Rights Council",
    "Conseil de sécurité": "Security Council",
    "Consejo de Seguridad": "Security Council",
    "Совет Безопасности": "Security Council",
    "مجلس الأمن": "Security Council",
    "安全理事会": "Security Council",
    "Nations Unies": "United Nations",
    "Naciones Unidas": "United Nations",
    "Организация Объединенных Наций": "United Nations",
    "الأمم المتحدة": "United Nations",
    "联合国": "United Nations",
}
# How the symbol of a body's resolution is made from the resolution's number.
_RESOLUTIONS = {
    "General Assembly": "A/RES/",
    "Human Rights Council": "A/HRC/RES/",
    "Economic and Social Council": "E/RES/",
}

_NAMES = {
    **{name.casefold(): name for name in (*_BY_SYMBOL.values(), *_PARENTS, *_OTHERS) if name},
    **{name.casefold(): body for name, body in _TRANSLATED.items()},
}
BODY_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))


def body_of_symbol(symbol: str) -> str:
    """The body whose documents have such symbols; empty where none is known."""
    parts = re.split(r"/|-\d\d/|\(", symbol)
    beginnings = ("/".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((_BY_SYMBOL[start] for start in beginnings if start in _BY_SYMBOL), "")


def body_of_name(name: str) -> str:
    """The body's English name; empty where the name is no body's."""
    return _NAMES.get(name.casefold().replace("'", "’"), "")


def issuing_body(names: list[str]) -> str:
    """Which of the bodies that a masthead names issued the document; empty where none did.

    The first that is not only another's parent; the United Nations as a whole issue nothing.
    """
    specific = [name for name in names if name not in _PARENTS]
    parents = [name for name in names if name in _PARENTS[1:]]
    return next(iter([*specific, *parents]), "")


def resolution_symbol(body: str, number: str) -> str:
    """Symbol of a body's resolution by its number; empty for bodies that have another way."""
    return _RESOLUTIONS[body] + number if body in _RESOLUTIONS else ""
