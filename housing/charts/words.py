"""The words in charts, in Dutch and English. Charts are pure: the language is given, not looked up."""

_WORDS = {
    "month": ("Maand", "Month"),
    "start": ("begin", "start"),
    "realised": ("Gehuisvest", "Housed"),
    "realised_in_total": ("Gehuisvest tot en met de maand", "Housed up to and including the month"),
    "required": ("Nodig volgens tempo", "Needed to keep pace"),
    "new_target": ("Nieuwe taakstelling", "New target"),
    "catch_up": ("Inhaalopgave", "Catch-up obligation"),
    "catch_up_part": ("waarvan inhaalopgave", "of which catch-up"),
    "surplus_brought": ("Voorsprong bij het begin", "Surplus at the start"),
    "forecast": ("Verwachting", "Forecast"),
    "interval": ("80% kans", "80% interval"),
    "obligation": ("Opgave", "Obligation"),
    "home": ("Woning", "Home"),
    "transitional": ("Doorstroomlocatie", "Transitional housing"),
    "hotel": ("Hotelregeling", "Hotel scheme"),
    "placed": ("Gehuisvest in woning of doorstroomlocatie", "Housed in a home or transitional housing"),
    "total": ("Totaal", "Total"),
    "pace": ("Nodig per maand", "Needed per month"),
    "provisional": ("voorlopig", "provisional"),
    "other": ("Correcties, uitruil en herindeling", "Corrections, exchanges and mergers"),
    "remaining": ("Nog te huisvesten", "Still to house"),
    "ahead": ("Voorsprong", "Surplus"),
    "backlog": ("Achterstand", "Backlog"),
    "balance": ("Saldo", "Balance"),
    "half_year": ("Halfjaar", "Half-year"),
    "running": ("loopt nog", "still running"),
    "persons": ("Personen", "Persons"),
    "step": ("Stap", "Step"),
    "province": ("Provincie", "Province"),
    "share": ("Aandeel in de tussendoelstelling", "Share of the interim target"),
    "achieved": ("Behaald", "Achieved"),
    "share_by_then": ("Nodig na die maand", "Needed by then"),
    "caption_interim_months": (
        "De tussendoelstelling per maand",
        "The interim target month by month",
    ),
    "about_interim_months": (
        "Na {month} was de achterstand {achieved} kleiner; nodig was {required}.",
        "After {month} the backlog was {achieved} smaller; {required} was needed.",
    ),
    "about_interim_months_empty": (
        "Er is nog geen maand bekend. De lijn is wat er na elke maand nodig is.",
        "No month is known yet. The line is what is needed by the end of each month.",
    ),
    "difference": ("Verschil", "Difference"),
    "not_reported": ("nog niet gemeld", "not reported yet"),
    "caption_cumulative": (
        "Gehuisvest en benodigd, opgeteld vanaf het begin van het halfjaar",
        "Housed and needed, added up from the start of the half-year",
    ),
    "caption_months": ("Gehuisvest per maand en soort", "Housed per month and kind"),
    "caption_waterfall": (
        "Van inhaalopgave en taakstelling naar wat nog te huisvesten is",
        "From catch-up obligation and target to what is still to house",
    ),
    "caption_history": ("Saldo aan het eind van elk halfjaar", "Balance at the end of each half-year"),
    "caption_interim": (
        "Aandeel per provincie in de tussendoelstelling",
        "Share of each province in the interim target",
    ),
    "about_cumulative": (
        "Lijngrafiek. Gehuisvest tot en met {month}: {realised}; nodig volgens tempo: {required}.",
        "Line chart. Housed up to and including {month}: {realised}; needed to keep pace: {required}.",
    ),
    "about_cumulative_empty": (
        "Lijngrafiek. Nog geen maand gemeld.",
        "Line chart. No month reported yet.",
    ),
    "about_obligation": (
        " De opgave is {obligation}, waarvan {catch_up} inhaalopgave.",
        " The obligation is {obligation}, of which {catch_up} catch-up.",
    ),
    "about_forecast": (
        " Verwacht aan het eind: {expected}, met 80% kans tussen {low} en {high}.",
        " Expected at the end: {expected}, with an 80% chance between {low} and {high}.",
    ),
    "about_months": (
        "Staafdiagram van de personen die per maand zijn gehuisvest: {months}.",
        "Bar chart of the persons housed per month: {months}.",
    ),
    "about_waterfall": ("Watervalgrafiek: {steps}.", "Waterfall chart: {steps}."),
    "about_history": (
        "Staafdiagram van het saldo per halfjaar: {halves}.",
        "Bar chart of the balance per half-year: {halves}.",
    ),
    "about_interim": (
        "Staafdiagram van wat elke provincie behaalde van haar aandeel: {provinces}.",
        "Bar chart of what each province achieved of its share: {provinces}.",
    ),
    "about_obligations": (
        "Staafdiagram van de opgave: {areas}.",
        "Bar chart of the obligation: {areas}.",
    ),
    "area": ("Gebied", "Area"),
    "met": ("gehaald", "met"),
    "missed": ("niet gehaald", "not met"),
    "share_met": ("Aandeel gehaald", "Share met"),
    "share_missed": ("Aandeel niet gehaald", "Share not met"),
    "share_not_yet": ("Nog niet gehaald", "Not met yet"),
    "share_mark": ("Aandeel", "Share"),
    "of": ("van", "of"),
    "gross_backlog": ("Achterstand, bruto", "Backlog, gross"),
    "gross_surplus": ("Voorsprong, bruto", "Surplus, gross"),
    "net_balance": ("Saldo, netto", "Balance, net"),
    "moment": ("Moment", "Moment"),
    "reduction": ("Afname van de achterstand", "Reduction of the backlog"),
    "share_of_reduction": ("Aandeel", "Share"),
    "closed_at": ("Eindsaldo", "Closing balance"),
    "forecast_after": ("Verwacht na", "Forecast after"),
    "held": ("Binnen de marge", "Within the interval"),
    "yes": ("ja", "yes"),
    "no": ("nee", "no"),
    "caption_progress": (
        "Deel van de opgave dat na elke maand was gehuisvest",
        "Part of the obligation that was housed after each month",
    ),
    "caption_backlog": (
        "Achterstand en voorsprong van gemeenten, bruto, en het saldo, netto",
        "Backlog and surplus of municipalities, gross, and the balance, net",
    ),
    "caption_contributions": (
        "Afname van de achterstand per provincie",
        "Reduction of the backlog per province",
    ),
    "caption_predictions": (
        "Eerdere verwachtingen en hoe het halfjaar werd afgesloten",
        "Earlier forecasts and how the half-year closed",
    ),
    "about_progress": (
        "Lijngrafiek van het deel van de opgave dat is gehuisvest: {halves}.",
        "Line chart of the part of the obligation that was housed: {halves}.",
    ),
    "about_backlog": (
        "Staafdiagram van achterstand (bruto), voorsprong (bruto) en saldo (netto): {moments}.",
        "Bar chart of backlog (gross), surplus (gross) and balance (net): {moments}.",
    ),
    "about_contributions": (
        "Staafdiagram van de afname van de achterstand per provincie: {provinces}.",
        "Bar chart of the reduction of the backlog per province: {provinces}.",
    ),
    "about_predictions": (
        "Puntgrafiek van eerdere verwachtingen met hun marge: {forecasts}.",
        "Dot chart of earlier forecasts with their interval: {forecasts}.",
    ),
}


def word(key: str, language: str) -> str:
    """A word or phrase; a code that starts with "en" is English, any other Dutch."""
    return _WORDS[key][1 if language.lower().startswith("en") else 0]
