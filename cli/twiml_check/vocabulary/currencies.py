"""Decimals of an amount by currency, as ISO 4217 has them."""

from __future__ import annotations

USUAL_PLACES = 2
NONE = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf"
THREE = "bhd iqd jod kwd lyd omr tnd"
FOUR = "clf uyw"

PLACES = {
    name: places for names, places in ((NONE, 0), (THREE, 3), (FOUR, 4)) for name in names.split()
}
"""By the currency's name in small letters; those left out have two."""
