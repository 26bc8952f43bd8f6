"""EXIF tag numbers and the names that ExifTool gives them: the field's common language.

Numbers: Exif 3.0 (CIPA DC-008-2023) and TIFF 6.0; names: https://exiftool.org/TagNames/.
"""

from __future__ import annotations

IFD0, IFD1, EXIF_IFD, GPS, INTEROP_IFD = "IFD0", "IFD1", "ExifIFD", "GPS", "InteropIFD"

ORIENTATION = 0x0112
POINTERS = frozenset({0x014A, 0x8769, 0x8825, 0xA005})
"""Tags that only say where another directory begins."""


def table(text: str) -> dict[int, str]:
    pairs = (line.split() for line in text.strip().splitlines())
    return {int(number, 16): name for line in pairs for number, name in _pairwise(line)}


def _pairwise(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


IMAGE_TAGS = table(
    """
    0001 InteropIndex 0002 InteropVersion 000b ProcessingSoftware
    00fe SubfileType 00ff OldSubfileType 0100 ImageWidth 0101 ImageHeight
    0102 BitsPerSample 0103 Compression 0106 PhotometricInterpretation
    0107 Thresholding 0108 CellWidth 0109 CellLength 010a FillOrder
    010d DocumentName 010e ImageDescription 010f Make 0110 Model
    0111 StripOffsets 0112 Orientation 0115 SamplesPerPixel 0116 RowsPerStrip
    0117 StripByteCounts 0118 MinSampleValue 0119 MaxSampleValue
    011a XResolution 011b YResolution 011c PlanarConfiguration 011d PageName
    011e XPosition 011f YPosition 0120 FreeOffsets 0121 FreeByteCounts
    0122 GrayResponseUnit 0123 GrayResponseCurve 0124 T4Options 0125 T6Options
    0128 ResolutionUnit 0129 PageNumber 012d TransferFunction 0131 Software
    0132 ModifyDate 013b Artist 013c HostComputer 013d Predictor
    013e WhitePoint 013f PrimaryChromaticities 0140 ColorMap 0141 HalftoneHints
    0142 TileWidth 0143 TileLength 0144 TileOffsets 0145 TileByteCounts
    014c InkSet 014d InkNames 0151 TargetPrinter 0152 ExtraSamples
    0153 SampleFormat 0154 SMinSampleValue 0155 SMaxSampleValue
    015b JPEGTables 0200 JPEGProc 0201 ThumbnailOffset 0202 ThumbnailLength
    0211 YCbCrCoefficients 0212 YCbCrSubSampling 0213 YCbCrPositioning
    0214 ReferenceBlackWhite 02bc ApplicationNotes 1000 RelatedImageFileFormat
    1001 RelatedImageWidth 1002 RelatedImageHeight 4746 Rating 4749 RatingPercent
    8298 Copyright 83bb IPTC-NAA 8649 PhotoshopSettings 8773 ICC_Profile
    c4a5 PrintIM c612 DNGVersion c614 UniqueCameraModel ea1c Padding
    9c9b XPTitle 9c9c XPComment 9c9d XPAuthor 9c9e XPKeywords 9c9f XPSubject
    """
)

EXIF_TAGS = table(
    """
    829a ExposureTime 829d FNumber 8822 ExposureProgram 8824 SpectralSensitivity
    8827 ISO 8828 Opto-ElectricConvFactor 882a TimeZoneOffset 882b SelfTimerMode
    8830 SensitivityType 8831 StandardOutputSensitivity
    8832 RecommendedExposureIndex 8833 ISOSpeed 8834 ISOSpeedLatitudeyyy
    8835 ISOSpeedLatitudezzz 9000 ExifVersion 9003 DateTimeOriginal
    9004 CreateDate 9010 OffsetTime 9011 OffsetTimeOriginal
    9012 OffsetTimeDigitized 9101 ComponentsConfiguration
    9102 CompressedBitsPerPixel 9201 ShutterSpeedValue 9202 ApertureValue
    9203 BrightnessValue 9204 ExposureCompensation 9205 MaxApertureValue
    9206 SubjectDistance 9207 MeteringMode 9208 LightSource 9209 Flash
    920a FocalLength 9211 ImageNumber 9212 SecurityClassification
    9213 ImageHistory 9214 SubjectArea 927c MakerNote 9286 UserComment
    9290 SubSecTime 9291 SubSecTimeOriginal 9292 SubSecTimeDigitized
    9400 AmbientTemperature 9401 Humidity 9402 Pressure 9403 WaterDepth
    9404 Acceleration 9405 CameraElevationAngle a000 FlashpixVersion
    a001 ColorSpace a002 ExifImageWidth a003 ExifImageHeight a004 RelatedSoundFile
    a20b FlashEnergy a20c SpatialFrequencyResponse a20e FocalPlaneXResolution
    a20f FocalPlaneYResolution a210 FocalPlaneResolutionUnit a214 SubjectLocation
    a215 ExposureIndex a217 SensingMethod a300 FileSource a301 SceneType
    a302 CFAPattern a401 CustomRendered a402 ExposureMode a403 WhiteBalance
    a404 DigitalZoomRatio a405 FocalLengthIn35mmFormat a406 SceneCaptureType
    a407 GainControl a408 Contrast a409 Saturation a40a Sharpness
    a40b DeviceSettingDescription a40c SubjectDistanceRange a420 ImageUniqueID
    a430 OwnerName a431 SerialNumber a432 LensInfo a433 LensMake a434 LensModel
    a435 LensSerialNumber a436 ImageTitle a437 Photographer a438 ImageEditor
    a439 CameraFirmware a43a RAWDevelopingSoftware a43b ImageEditingSoftware
    a43c MetadataEditingSoftware a460 CompositeImage a461 CompositeImageCount
    a462 CompositeImageExposureTimes a500 Gamma fde8 OwnerName fde9 SerialNumber
    """
)

GPS_TAGS = table(
    """
    0000 GPSVersionID 0001 GPSLatitudeRef 0002 GPSLatitude 0003 GPSLongitudeRef
    0004 GPSLongitude 0005 GPSAltitudeRef 0006 GPSAltitude 0007 GPSTimeStamp
    0008 GPSSatellites 0009 GPSStatus 000a GPSMeasureMode 000b GPSDOP
    000c GPSSpeedRef 000d GPSSpeed 000e GPSTrackRef 000f GPSTrack
    0010 GPSImgDirectionRef 0011 GPSImgDirection 0012 GPSMapDatum
    0013 GPSDestLatitudeRef 0014 GPSDestLatitude 0015 GPSDestLongitudeRef
    0016 GPSDestLongitude 0017 GPSDestBearingRef 0018 GPSDestBearing
    0019 GPSDestDistanceRef 001a GPSDestDistance 001b GPSProcessingMethod
    001c GPSAreaInformation 001d GPSDateStamp 001e GPSDifferential
    001f GPSHPositioningError
    """
)

RAW_TAGS = table(
    """
    828d CFARepeatPatternDim 828e CFAPattern2 8290 Battery-level 9216 TIFF-EPStandardID
    9c82 RasterPadding c612 DNGVersion c613 DNGBackwardVersion c614 UniqueCameraModel
    c615 LocalizedCameraModel c616 CFAPlaneColor c617 CFALayout c618 LinearizationTable
    c619 BlackLevelRepeatDim c61a BlackLevel c61b BlackLevelDeltaH c61c BlackLevelDeltaV
    c61d WhiteLevel c61e DefaultScale c61f DefaultCropOrigin c620 DefaultCropSize
    c621 ColorMatrix1 c622 ColorMatrix2 c623 CameraCalibration1 c624 CameraCalibration2
    c625 ReductionMatrix1 c626 ReductionMatrix2 c627 AnalogBalance c628 AsShotNeutral
    c629 AsShotWhiteXY c62a BaselineExposure c62b BaselineNoise c62c BaselineSharpness
    c62d BayerGreenSplit c62e LinearResponseLimit c62f CameraSerialNumber c630 DNGLensInfo
    c631 ChromaBlurRadius c632 AntiAliasStrength c633 ShadowScale c635 MakerNoteSafety
    c65a CalibrationIlluminant1 c65b CalibrationIlluminant2 c65c BestQualityScale
    c65d RawDataUniqueID c68b OriginalRawFileName c68c OriginalRawFileData c68d ActiveArea
    c68e MaskedAreas c6f3 CameraCalibrationSig c6f4 ProfileCalibrationSig
    c6f8 ProfileName c6fd ProfileEmbedPolicy c714 ForwardMatrix1 c715 ForwardMatrix2
    c71a PreviewColorSpace c71b PreviewDateTime c761 NoiseProfile c7a7 NewRawImageDigest
    830e PixelScale 8480 IntergraphMatrix 8482 ModelTiePoint 85d8 ModelTransform
    87af GeoTiffDirectory 87b0 GeoTiffDoubleParams 87b1 GeoTiffAsciiParams
    ea1d OffsetSchema a431 SerialNumber
    """
)

_CAMERA_TAGS = {**RAW_TAGS, **EXIF_TAGS, **IMAGE_TAGS}
_IN_FIRST = {
    0x0201: "PreviewImageStart", 0x0202: "PreviewImageLength",
}  # fmt: skip
"""In the first directory the same numbers lead to another picture than in the second."""


def tag_name(directory: str, number: int) -> str:
    """Name of a tag in a directory; `Exif_0x1234` where it has none, as ExifTool writes."""
    if directory == IFD0 and number in _IN_FIRST:
        return _IN_FIRST[number]
    names = GPS_TAGS if directory == GPS else _CAMERA_TAGS
    return names.get(number, f"Exif_0x{number:04x}")
