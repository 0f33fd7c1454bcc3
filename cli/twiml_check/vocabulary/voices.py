"""Voices of <Say> by name, without the `-Neural` and `-Generative` that some also have.

https://www.twilio.com/docs/voice/twiml/say/text-speech; new ones come without notice, so that an
unknown name is no fault.
"""

from __future__ import annotations

PROVIDERS = ("Polly", "Google")
POLLY = (
    *("Aditi", "Adriano", "Amy", "Andres", "Aria", "Arlet", "Arthur", "Astrid", "Ayanda"),
    *("Bianca", "Brian", "Burcu", "Camila", "Carla", "Carmen", "Celine", "Chantal", "Conchita"),
    *("Cristiano", "Daniel", "Danielle", "Dora", "Elin", "Emma", "Enrique", "Ewa", "Filiz"),
    *("Gabrielle", "Geraint", "Giorgio", "Gregory", "Gwyneth", "Hala", "Hannah", "Hans", "Hiujin"),
    *("Ida", "Ines", "Isabelle", "Ivy", "Jacek", "Jan", "Joanna", "Joey", "Justin", "Kajal"),
    *("Karl", "Kazuha", "Kendra", "Kevin", "Kimberly", "Laura", "Lea", "Liam", "Lisa", "Liv"),
    *("Lotte", "Lucia", "Lupe", "Mads", "Maja", "Marlene", "Mathieu", "Matthew", "Maxim", "Mia"),
    *("Miguel", "Mizuki", "Mía", "Naja", "Niamh", "Nicole", "Ola", "Olivia", "Pedro", "Penelope"),
    *("Raveena", "Remi", "Ricardo", "Ruben", "Russell", "Ruth", "Rémi", "Salli", "Seoyeon"),
    *("Sergio", "Sofie", "Stephen", "Suvi", "Takumi", "Tatyana", "Thiago", "Tomoko", "Vicki"),
    *("Vitoria", "Zayd", "Zeina", "Zhiyu"),
)
"""Names of Amazon's voices, the part behind `Polly.`."""
KINDS = ("Standard", "Wavenet")
"""Kinds of Google's voices that have no number in their name, as in Google.en-US-Wavenet-D."""
