"""What the tags mean that receivers, people, editors and recorders write, each in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _

FILE: dict[tuple[str, ...], Callable[[], str]] = {
    ("GPSLatitude", "GPSLongitude"): lambda: _(
        "Where the device believed to be, in degrees; north and east are positive."
    ),
    ("GPSLatitudeRef", "GPSLongitudeRef"): lambda: _("The half of the Earth."),
    ("GPSAltitude",): lambda: _("Height, with an error of tens of metres."),
    ("GPSAltitudeRef",): lambda: _("Above or below sea level."),
    ("GPSTimeStamp", "GPSDateStamp", "GPSDateTime"): lambda: _(
        "Time of the satellites, in UTC; it may be that of the last reception."
    ),
    ("GPSSatellites",): lambda: _("The satellites that were used."),
    ("GPSStatus",): lambda: _("Whether the receiver was measuring."),
    ("GPSMeasureMode",): lambda: _("Place only, or place and height."),
    ("GPSDOP",): lambda: _("Spread of the satellites: small is exact."),
    ("GPSHPositioningError",): lambda: _("Error of the place that the device claims, in metres."),
    ("GPSSpeed", "GPSSpeedRef"): lambda: _("How fast the device moved."),
    ("GPSTrack", "GPSTrackRef"): lambda: _("Direction in which the device moved."),
    ("GPSImgDirection", "GPSImgDirectionRef"): lambda: _("Direction in which the camera looked."),
    ("GPSDestBearing", "GPSDestBearingRef"): lambda: _("Bearing to the target."),
    ("GPSMapDatum",): lambda: _("The model of the Earth that the coordinates are on."),
    ("GPSProcessingMethod",): lambda: _(
        "How the place was found: satellites, mobile cells, Wi-Fi."
    ),
    ("GPSAreaInformation",): lambda: _("Name of the area."),
    ("GPSCoordinates", "LocationInformation"): lambda: _(
        "The place that the recording device wrote into the clip."
    ),
    (
        "City",
        "Country",
        "State",
        "Sub-location",
        "Location",
        "Country-PrimaryLocationName",
        "Province-State",
    ): lambda: _("The place in words; somebody wrote it."),
    ("Title", "ObjectName", "Headline"): lambda: _("A title that somebody gave."),
    ("Description", "Caption-Abstract"): lambda: _("A caption that somebody wrote."),
    ("Subject", "Keywords"): lambda: _("Keywords that somebody gave."),
    ("Creator", "By-line", "Author"): lambda: _("Who made it, by their own words."),
    ("Credit", "Source"): lambda: _("Whom to name as the source."),
    ("Rights", "CopyrightNotice"): lambda: _("Statement on the rights."),
    ("SpecialInstructions",): lambda: _(
        "Instructions for editors; Facebook writes a mark of its own here."
    ),
    ("OriginalTransmissionReference",): lambda: _("A reference of whoever sent the picture."),
    ("DateCreated", "DigitalCreationDate", "DigitalCreationTime", "TimeCreated"): lambda: _(
        "When the content was made, as somebody or a program wrote."
    ),
    ("Comment",): lambda: _("A comment; some programs and platforms leave their mark here."),
    ("XMPToolkit",): lambda: _("The library that wrote the XMP block."),
    ("CreatorTool",): lambda: _(
        "The program in which the file was first made, as the last one says."
    ),
    ("MetadataDate",): lambda: _("When the metadata were changed last."),
    ("DocumentID", "OriginalDocumentID", "InstanceID"): lambda: _(
        "Numbers that editors give to a document and each saved state of it."
    ),
    ("DerivedFromDocumentID", "DerivedFromInstanceID"): lambda: _(
        "The document that this one was made from."
    ),
    (
        "HistoryAction",
        "HistoryWhen",
        "HistorySoftwareAgent",
        "HistoryChanged",
        "HistoryInstanceID",
    ): lambda: _("Steps of work that an editor wrote down."),
    ("CurrentIPTCDigest", "IPTCDigest"): lambda: _("Digest of the IPTC block, to notice changes."),
    ("DigitalSourceType",): lambda: _(
        "How the picture came about: by camera, by editing, by a model."
    ),
    ("ProfileDescription",): lambda: _(
        "Name of the colour profile: tells devices and programs apart."
    ),
    (
        "ProfileCopyright",
        "ProfileCreator",
        "DeviceManufacturer",
        "DeviceModel",
        "ProfileCMMType",
        "PrimaryPlatform",
    ): lambda: _("Who made the colour profile."),
    ("ProfileDateTime",): lambda: _("When the colour profile was made, not the picture."),
    ("JFIFVersion",): lambda: _(
        "Version of the JFIF head; most programs that save a JPEG anew write one."
    ),
    ("MajorBrand",): lambda: _("The kind of file that the writer declares first."),
    ("MinorVersion",): lambda: _("Version of the brand; tells writers apart."),
    ("CompatibleBrands",): lambda: _("Other kinds that a reader may take it for."),
    ("Duration", "MediaDuration", "TrackDuration"): lambda: _(
        "How long it lasts, as the head states."
    ),
    ("TimeScale", "MediaTimeScale"): lambda: _("Units of time in a second."),
    ("TrackCreateDate", "MediaCreateDate", "TrackModifyDate", "MediaModifyDate"): lambda: _(
        "When the track was written or changed; by the standard in UTC."
    ),
    ("CreationDate", "ContentCreateDate"): lambda: _(
        "When the recording was made, with the zone of the phone."
    ),
    ("MatrixStructure",): lambda: _("How the picture is turned or stretched when shown."),
    ("Rotation",): lambda: _("The turn that brings the picture upright."),
    ("HandlerType",): lambda: _("What the track is: picture, sound, other."),
    ("HandlerDescription",): lambda: _(
        "A name for the track; recorders and platforms leave their mark here."
    ),
    ("HandlerVendorID",): lambda: _("Who wrote the track."),
    ("CompressorID", "AudioFormat", "CodecID"): lambda: _("How the track is compressed."),
    ("CompressorName", "Encoder", "EncodingTool", "EncoderSettings", "EncodedBy"): lambda: _(
        "The program that encoded or packed the clip."
    ),
    ("WritingApp", "MuxingApp"): lambda: _("The program that packed the file."),
    ("VideoFrameRate",): lambda: _("Mean number of frames a second."),
    ("AudioSampleRate", "SampleRate"): lambda: _("Samples of sound a second."),
    ("AudioChannels", "NumChannels"): lambda: _("Channels of sound."),
    ("AudioBitsPerSample",): lambda: _("Bits for a sample of sound, as the head states."),
    ("MediaLanguageCode", "TrackLanguage"): lambda: _(
        "Language of the track; recorders leave it undetermined."
    ),
    ("MediaDataSize", "MediaDataOffset"): lambda: _(
        "How long the coded data are, and where they begin."
    ),
    ("SourceImageWidth", "SourceImageHeight"): lambda: _("Size of the coded picture."),
    ("AndroidVersion",): lambda: _("Version of Android on the phone that recorded."),
    ("AverageBitrate", "MaxBitrate", "AvgBitrate"): lambda: _("Bits a second."),
    ("ColorPrimaries", "TransferCharacteristics", "MatrixCoefficients"): lambda: _(
        "How the numbers become colours."
    ),
    ("TrackID", "NextTrackID", "TrackNumber", "TrackUID"): lambda: _("Number of a track."),
    (
        "PreferredRate",
        "PreferredVolume",
        "PosterTime",
        "PreviewTime",
        "PreviewDuration",
        "SelectionTime",
        "SelectionDuration",
        "CurrentTime",
    ): lambda: _("Old settings for players; nearly always the defaults."),
    ("ContentIdentifier",): lambda: _("Ties a still and its short clip together (Live Photo)."),
}
