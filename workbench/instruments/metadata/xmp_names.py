"""Namespaces and properties of XMP under the names that ExifTool gives them.

https://exiftool.org/TagNames/XMP.html. A property that is not named here keeps its own name, with
a capital letter; the field of a structure is named after the structure.
"""

from __future__ import annotations

import re

_ADOBE = "http://ns.adobe.com"
_GOOGLE = "http://ns.google.com/photos"
PREFIXES = {
    "adobe:ns:meta/": "x",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    f"{_ADOBE}/xap/1.0/": "xmp",
    f"{_ADOBE}/xap/1.0/mm/": "xmpMM",
    f"{_ADOBE}/xap/1.0/rights/": "xmpRights",
    f"{_ADOBE}/xap/1.0/bj/": "xmpBJ",
    f"{_ADOBE}/xap/1.0/t/pg/": "xmpTPg",
    f"{_ADOBE}/xap/1.0/g/": "xmpG",
    f"{_ADOBE}/xap/1.0/g/img/": "xmpGImg",
    f"{_ADOBE}/xmp/1.0/DynamicMedia/": "xmpDM",
    f"{_ADOBE}/xmp/note/": "xmpNote",
    f"{_ADOBE}/xap/1.0/sType/ResourceEvent#": "stEvt",
    f"{_ADOBE}/xap/1.0/sType/ResourceRef#": "stRef",
    f"{_ADOBE}/photoshop/1.0/": "photoshop",
    f"{_ADOBE}/camera-raw-settings/1.0/": "crs",
    f"{_ADOBE}/lightroom/1.0/": "lr",
    f"{_ADOBE}/pdf/1.3/": "pdf",
    f"{_ADOBE}/exif/1.0/": "exif",
    f"{_ADOBE}/exif/1.0/aux/": "aux",
    f"{_ADOBE}/tiff/1.0/": "tiff",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptcCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://ns.microsoft.com/photo/1.0": "microsoft",
    "http://ns.microsoft.com/photo/1.0/": "microsoft",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
    f"{_GOOGLE}/1.0/camera/": "GCamera",
    f"{_GOOGLE}/1.0/panorama/": "GPano",
    f"{_GOOGLE}/1.0/image/": "GImage",
    f"{_GOOGLE}/1.0/depthmap/": "GDepth",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
}
"""The prefix that a namespace is known by, whatever the file calls it."""

_NAMES = {
    "exif:PixelXDimension": "ExifImageWidth",
    "exif:PixelYDimension": "ExifImageHeight",
    "exif:ExposureBiasValue": "ExposureCompensation",
    "exif:ISOSpeedRatings": "ISO",
    "exif:FocalLengthIn35mmFilm": "FocalLengthIn35mmFormat",
    "exif:GPSTimeStamp": "GPSDateTime",
    "exif:OECF": "Opto-ElectricConvFactor",
    "exifEX:BodySerialNumber": "SerialNumber",
    "exifEX:CameraOwnerName": "OwnerName",
    "exifEX:InteroperabilityIndex": "InteropIndex",
    "exifEX:LensSpecification": "LensInfo",
    "exifEX:Temperature": "AmbientTemperature",
    "crs:Temperature": "ColorTemperature",
    "microsoft:Rating": "RatingPercent",
    "photoshop:ICCProfile": "ICCProfileName",
    "photoshop:TextLayersLayerName": "TextLayerName",
    "photoshop:TextLayersLayerText": "TextLayerText",
    "tiff:DateTime": "ModifyDate",
    "tiff:ImageLength": "ImageHeight",
    "plus:Version": "PLUSVersion",
    "xmp:PageInfoImage": "PageImage",
    "xmpDM:Comment": "DMComment",
    "GCamera:Hdrp_makernote": "HDRPMakerNote",
    "GCamera:Shot_log_data": "ShotLogData",
    "GImage:Data": "ImageData",
    "GImage:Mime": "ImageMimeType",
    "GDepth:Data": "DepthImage",
    "MP:RegionInfoRegionsPersonDisplayName": "RegionPersonDisplayName",
    "MP:RegionInfoRegionsRectangle": "RegionRectangle",
    "iptcCore:CreatorContactInfoCiAdrCity": "CreatorCity",
    "iptcCore:CreatorContactInfoCiAdrCtry": "CreatorCountry",
    "iptcCore:CreatorContactInfoCiAdrExtadr": "CreatorAddress",
    "iptcCore:CreatorContactInfoCiAdrPcode": "CreatorPostalCode",
    "iptcCore:CreatorContactInfoCiAdrRegion": "CreatorRegion",
    "iptcCore:CreatorContactInfoCiEmailWork": "CreatorWorkEmail",
    "iptcCore:CreatorContactInfoCiTelWork": "CreatorWorkTelephone",
    "iptcCore:CreatorContactInfoCiUrlWork": "CreatorWorkURL",
    "iptcExt:AddlModelInfo": "AdditionalModelInformation",
    "iptcExt:ArtworkOrObjectAOSourceInvNo": "ArtworkSourceInventoryNo",
    "iptcExt:CVterm": "ControlledVocabularyTerm",
    "iptcExt:DigImageGUID": "DigitalImageGUID",
    "iptcExt:DigitalSourcefileType": "DigitalSourceFileType",
    "iptcExt:IptcLastEdited": "IPTCLastEdited",
    "iptcExt:RegistryIdRegItemId": "RegistryItemID",
    "iptcExt:RegistryIdRegOrgId": "RegistryOrganisationID",
}
_SHORTER = tuple(
    (prefix, re.compile(long), short)
    for prefix, long, short in (
        ("mwg-rs", r"RegionsRegionList(?=[A-Z])", "Region"),
        ("mwg-rs", r"Regions(?=AppliedTo)", "Region"),
        ("iptcExt", r"ArtworkOrObjectAO", "Artwork"),
        ("crs", r"RetouchAreasMasks", "RetouchAreaMask"),
        ("crs", r"RetouchAreas(?=[A-Z])", "RetouchArea"),
        ("crs", r"CircularGradientBasedCorrectionsCorrectionMasks", "CircGradBasedCorrMask"),
        ("crs", r"CircularGradientBasedCorrections(?=[A-Z])", "CircGradBasedCorr"),
        ("crs", r"GradientBasedCorrectionsCorrectionMasks(?=[A-Z])", "GradientBasedCorrMask"),
        ("crs", r"GradientBasedCorrections(?=[A-Z])", "GradientBasedCorr"),
        ("crs", r"PaintBasedCorrectionsCorrectionMasks(?=[A-Z])", "PaintCorrectionMask"),
        ("crs", r"PaintBasedCorrections(?=[A-Z])", "PaintCorrection"),
        ("plus", r"^(Licensor|ImageCreator|CopyrightOwner|ImageSupplier|EndUser)(?=\1[A-Z])", ""),
        ("xmpTPg", r"FontsComposite", "FontComposite"),
        ("xmpTPg", r"Fonts(?=[A-Z])", "Font"),
    )
)  # fmt: skip
"""Structures whose name is not put in front of their fields in full."""


def known_prefix(uri: str, in_file: str | None) -> str:
    """The prefix of a namespace: the known one, else the file's own."""
    if uri in PREFIXES:
        return PREFIXES[uri]
    last = re.sub(r"\W", "", uri.rstrip("/#").rsplit("/", 1)[-1])
    return re.sub(r"[^\w-]", "", in_file or "") or last or "x"


def property_name(prefix: str, path: str) -> str:
    """`XMP-prefix:Name` of a property, whose structures are in front of it in `path`."""
    named = _NAMES.get(f"{prefix}:{path}")
    if named is None:
        named = path
        for group, long, short in _SHORTER:
            if group == prefix:
                named = long.sub(short, named, count=1)
    return f"XMP-{prefix}:{named}"
