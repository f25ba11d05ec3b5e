"""The pages that are looked at in a browser: each kind once, and those in a state of their own."""

PAGES = (
    "/",
    "/landelijk/",
    "/landelijk/2022-2/",
    "/landelijk/2021-2/",
    "/landelijk/2022-2/gemeenten/",
    "/landelijk/2022-2/gemeenten/?provincie=zeeland&kolom=target&kolom=remaining",
    "/landelijk/2022-1/brief/?stand=2022-01-07",
    "/landelijk/2022-2/brief/?provincie=zeeland&alinea=voorsprong&alinea=provincies&alinea=grafieken",
    "/provincies/",
    "/provincies/zuid-holland/2022-2/",
    "/provincies/fryslan/2021-2/",
    "/gemeenten/",
    "/gemeenten/rotterdam/2022-2/",
    "/gemeenten/weesp/2022-1/",
    "/gemeenten/?q=weesp",
    "/gemeenten/?q=roterdm",
    "/publicaties/",
    "/publicaties/maandoverzicht-1-november-2022/",
    "/begrippen/",
    "/ondersteuning/",
    "/toegankelijkheid/",
)
#: Without a target at the position, absent, unknown, and a date that is none.
CORNERS = (
    "/landelijk/2022-2/?stand=2022-01-07",
    "/provincies/zeeland/2022-2/?stand=2022-01-07",
    "/gemeenten/weesp/2022-2/",
    "/nergens/",
    "/?stand=gisteren",
)
#: With folds, charts, tables and a map.
RICH = (
    "/landelijk/2021-2/",
    "/landelijk/2022-1/brief/?stand=2022-01-07",
    "/provincies/zeeland/2022-2/",
    "/gemeenten/amsterdam/2022-1/",
)
#: For anybody: the last publication, another one, and what is not published.
PUBLIC = (
    "/",
    "/gemeenten/rotterdam/2022-2/",
    "/landelijk/2022-1/?publicatie=kamerbrief-7-januari-2022",
    "/landelijk/2022-1/?stand=2022-03-01",
    "/nergens/",
)
WIDTHS = (1280, 390)
