"""Pages of figures, and those that explain."""

from django.urls import path

from housing.views import general, letter, monitor, municipality, national, province, publications

urlpatterns = [
    path("", national.home, name="home"),
    path("landelijk/", monitor.latest, name="national_latest"),
    path("landelijk/<period:period>/", national.half_year, name="national"),
    path("landelijk/<period:period>/grafiek/<slug:name>.json", national.chart, name="national_chart"),
    path("landelijk/<period:period>/gemeenten/", national.municipalities, name="national_municipalities"),
    path("landelijk/<period:period>/brief/", letter.letter, name="letter"),
    path("landelijk/<period:period>/brief/brief.pdf", letter.pdf, name="letter_pdf"),
    path("landelijk/<period:period>/brief/brief.odt", letter.odt, name="letter_odt"),
    path("landelijk/<period:period>/brief/provincies.zip", letter.provinces, name="letter_provinces"),
    path("provincies/", province.overview, name="provinces"),
    path("provincies/<slug:slug>/", province.latest, name="province_latest"),
    path("provincies/<slug:slug>/<period:period>/", province.half_year, name="province"),
    path(
        "provincies/<slug:slug>/<period:period>/grafiek/<slug:name>.json",
        province.chart,
        name="province_chart",
    ),
    path("gemeenten/", municipality.overview, name="municipalities"),
    path("gemeenten/<slug:slug>/", municipality.latest, name="municipality_latest"),
    path("gemeenten/<slug:slug>/<period:period>/", municipality.half_year, name="municipality"),
    path(
        "gemeenten/<slug:slug>/<period:period>/grafiek/<slug:name>.json",
        municipality.chart,
        name="municipality_chart",
    ),
    path("publicaties/", publications.overview, name="publications"),
    path("publicaties/<slug:slug>/", publications.publication, name="publication"),
    path("begrippen/", general.glossary, name="glossary"),
    path("ondersteuning/", general.support, name="support"),
    path("toegankelijkheid/", general.accessibility, name="accessibility"),
    path("taal/", general.choose_language, name="language"),
    path("gezond/", general.health, name="health"),
    path("robots.txt", general.robots, name="robots"),
    path(".well-known/security.txt", general.security, name="security"),
]
