"""QR codes for single-use links: for who has no e-mail, on the screen or on paper."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage


def svg_data_uri(text):
    """`text` as a QR code, as a `data:` address of an SVG image."""
    image = qrcode.make(text, image_factory=SvgPathImage, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(image.to_string()).decode()
