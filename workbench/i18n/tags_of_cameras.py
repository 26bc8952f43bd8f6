"""What the tags mean that cameras write into stills, each in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _

CAMERA: dict[tuple[str, ...], Callable[[], str]] = {
    ("Make",): lambda: _("The maker of the device, as it wrote itself."),
    ("Model",): lambda: _("The model of the device, as it wrote itself."),
    ("Software",): lambda: _(
        "The program that wrote the file last, or the firmware of the camera."
    ),
    ("HostComputer",): lambda: _("The device on which the file was written."),
    ("Artist",): lambda: _("Who made the picture, if the camera was told."),
    ("Copyright",): lambda: _("Who claims the rights."),
    ("ImageDescription",): lambda: _("A description; many cameras put their own name here."),
    ("UserComment",): lambda: _("A comment by the user or by the maker's program."),
    ("Orientation",): lambda: _("How the picture must be turned to stand upright."),
    ("DateTimeOriginal",): lambda: _("When the picture was taken, by the clock of the camera."),
    ("CreateDate",): lambda: _(
        "When the picture was digitised, or the clip written; in clips often UTC."
    ),
    ("ModifyDate",): lambda: _("When the file was changed last, as the program wrote it."),
    ("OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized"): lambda: _(
        "Offset of the clock from UTC."
    ),
    ("SubSecTime", "SubSecTimeOriginal", "SubSecTimeDigitized"): lambda: _(
        "Fractions of the second."
    ),
    ("ExposureTime",): lambda: _("How long light fell on the sensor."),
    ("FNumber",): lambda: _("The aperture: focal length over its width."),
    ("ExposureProgram",): lambda: _("Who chose the exposure: the camera or the user."),
    ("ISO",): lambda: _("Sensitivity of the sensor."),
    ("SensitivityType",): lambda: _("Which kind of sensitivity the number means."),
    ("ShutterSpeedValue",): lambda: _("Exposure time, out of a logarithmic value."),
    ("ApertureValue",): lambda: _("Aperture, out of a logarithmic value."),
    ("MaxApertureValue",): lambda: _("The widest aperture of the lens."),
    ("BrightnessValue",): lambda: _("Brightness of the scene as the camera measured it."),
    ("ExposureCompensation",): lambda: _("Correction of the exposure by the user."),
    ("MeteringMode",): lambda: _("Over which part of the picture light was measured."),
    ("LightSource",): lambda: _("The light that the white balance assumed."),
    ("Flash",): lambda: _("Whether the flash fired, and how it was set."),
    ("FocalLength",): lambda: _("Focal length of the lens."),
    ("FocalLengthIn35mmFormat",): lambda: _(
        "The focal length that gives the same view on 35 mm film."
    ),
    ("DigitalZoomRatio",): lambda: _("How far the picture was enlarged by cutting."),
    ("ColorSpace",): lambda: _("The colour space that the numbers are in."),
    ("ExifImageWidth", "ExifImageHeight"): lambda: _(
        "Size that the camera wrote; it stays when the picture is cut later."
    ),
    ("ImageWidth", "ImageHeight"): lambda: _("Size of the picture in pixels."),
    ("XResolution", "YResolution"): lambda: _(
        "Pixels for a unit of length when printed; says nothing of quality."
    ),
    ("ResolutionUnit", "FocalPlaneResolutionUnit"): lambda: _(
        "The unit of the resolution beside it."
    ),
    ("FocalPlaneXResolution", "FocalPlaneYResolution"): lambda: _(
        "Pixels for a unit of length on the sensor."
    ),
    ("SensingMethod",): lambda: _("What kind of sensor made the picture."),
    ("FileSource",): lambda: _("What made the picture: a digital camera or a scanner."),
    ("SceneType",): lambda: _("Says that the picture was photographed directly."),
    ("SceneCaptureType",): lambda: _("The scene that the camera was set to."),
    ("CustomRendered",): lambda: _(
        "Whether the picture was processed in a special way, as HDR is."
    ),
    ("ExposureMode",): lambda: _("Automatic, manual, or several exposures in a row."),
    ("WhiteBalance",): lambda: _("Whether the white balance was set by hand."),
    ("GainControl",): lambda: _("How far the signal was amplified."),
    ("Contrast", "Saturation", "Sharpness"): lambda: _("Processing that the camera was set to."),
    ("SubjectDistance",): lambda: _("Distance at which the camera was focused."),
    ("SubjectDistanceRange",): lambda: _("Distance in words: macro, near, far."),
    ("LensMake", "LensModel"): lambda: _("The lens, as the camera knows it."),
    ("LensInfo",): lambda: _("Range of focal lengths and apertures of the lens."),
    ("SerialNumber", "BodySerialNumber", "LensSerialNumber", "InternalSerialNumber"): lambda: _(
        "Serial number: ties pictures of one device together."
    ),
    ("ImageUniqueID",): lambda: _("A number that the camera gave to this picture alone."),
    ("OwnerName", "CameraOwnerName"): lambda: _("The owner, as entered in the camera."),
    ("MakerNote",): lambda: _("Data in the maker's own form."),
    ("ExifVersion", "FlashpixVersion", "InteropVersion", "GPSVersionID"): lambda: _(
        "Version of the standard that the writer follows."
    ),
    ("InteropIndex",): lambda: _("The set of rules for exchange between devices."),
    ("ComponentsConfiguration",): lambda: _("Order of the colour components."),
    ("CompressedBitsPerPixel",): lambda: _("Bits for a pixel after compression."),
    ("YCbCrPositioning", "YCbCrSubSampling"): lambda: _(
        "How colour is sampled against brightness."
    ),
    ("Compression",): lambda: _("How the picture, or the thumbnail, is compressed."),
    ("PhotometricInterpretation",): lambda: _("What the numbers of a pixel mean."),
    ("BitsPerSample", "BitDepth"): lambda: _("Bits for each value."),
    ("ThumbnailImage", "PreviewImage"): lambda: _(
        "A small picture inside the file; it may show an older state."
    ),
    ("ThumbnailOffset", "ThumbnailLength"): lambda: _(
        "Where the thumbnail lies, and how long it is."
    ),
    ("Rating",): lambda: _("Stars that somebody gave."),
}
