"""Numbers and names of makers' own tags, as https://exiftool.org/TagNames/ lists them.

Only those that can be read without a key, and whose value the number alone decides.
"""

from __future__ import annotations

from workbench.instruments.metadata.tag_names import table

APPLE = table(
    """
    0001 MakerNoteVersion 0003 RunTime 0004 AEStable 0005 AETarget 0006 AEAverage 0007 AFStable
    0008 AccelerationVector 000a HDRImageType 000b BurstUUID 000c FocusDistanceRange 000f OISMode
    0011 MediaGroupUUID 0015 ImageUniqueID 0017 LivePhotoVideoIndex 001d LuminanceNoiseAmplitude
    0021 HDRHeadroom 0027 SignalToNoiseRatio 002f FocusPosition 0030 HDRGain 0038 AFMeasuredDepth
    003d AFConfidence 0045 FrontFacingCamera
    """
)
SAMSUNG = table(
    """
    0001 MakerNoteVersion 0002 DeviceType 0003 SamsungModelID 0031 LocationName
    0040 RawDataByteOrder 0041 WhiteBalanceSetup 0043 CameraTemperature 0100 FaceDetect
    0120 FaceRecognition 0123 FaceName a001 FirmwareName a002 SerialNumber a003 LensType
    a004 LensFirmware a005 InternalLensSerialNumber a010 SensorAreas a011 ColorSpace
    a012 SmartRange a013 ExposureCompensation a014 ISO a018 ExposureTime a019 FNumber
    a01a FocalLengthIn35mmFormat a020 EncryptionKey
    """
)
SONY = table(
    """
    0102 Quality 0104 FlashExposureComp 0105 Teleconverter 0112 WhiteBalanceFineTune
    0115 WhiteBalance 1000 MultiBurstMode 1001 MultiBurstImageWidth 1002 MultiBurstImageHeight
    2001 PreviewImage 2002 Rating 2004 Contrast 2005 Saturation 2006 Sharpness 2007 Brightness
    2008 LongExposureNoiseReduction 2009 HighISONoiseReduction 200a HDR
    200b MultiFrameNoiseReduction 200e PictureEffect 200f SoftSkinEffect 2011 VignettingCorrection
    2012 LateralChromaticAberration 2013 DistortionCorrectionSetting 2014 WBShiftAB_GM
    2016 AutoPortraitFramed 2017 FlashAction 201a ElectronicFrontCurtainShutter 201b FocusMode
    201c AFAreaModeSetting 201d FlexibleSpotPosition 201e AFPointSelected 2020 AFPointsUsed
    2021 AFTracking 2022 FocalPlaneAFPointsUsed 2023 MultiFrameNREffect
    2026 WBShiftAB_GM_Precise 2027 FocusLocation 2028 VariableLowPassFilter 2029 RAWFileType
    202b PrioritySetInAWB 202c MeteringMode2 202d ExposureStandardAdjustment 202e Quality
    2032 Shadows 2033 Highlights 2034 Fade 2035 SharpnessRange 2036 Clarity 2037 FocusFrameSize
    2039 JPEG-HEIFSwitch
    b000 FileFormat b001 SonyModelID b020 CreativeStyle b021 ColorTemperature
    b022 ColorCompensationFilter b023 SceneMode b024 ZoneMatching b025 DynamicRangeOptimizer
    b026 ImageStabilization b027 LensType b029 ColorMode b02b FullImageSize b02c PreviewImageSize
    b040 Macro b041 ExposureMode b042 FocusMode b043 AFAreaMode b044 AFIlluminator
    b047 JPEGQuality b048 FlashLevel b049 ReleaseMode b04a SequenceNumber b04b Anti-Blur
    b04e FocusMode b04f DynamicRangeOptimizer b050 HighISONoiseReduction2 b052 IntelligentAuto
    b054 WhiteBalance
    """
)
NIKON = table(
    """
    0001 MakerNoteVersion 0002 ISO 0003 ColorMode 0004 Quality 0005 WhiteBalance 0006 Sharpness
    0007 FocusMode 0008 FlashSetting 0009 FlashType 000b WhiteBalanceFineTune 000c WB_RBLevels
    000d ProgramShift 000e ExposureDifference 000f ISOSelection 0010 DataDump
    0012 FlashExposureComp 0013 ISOSetting 0016 ImageBoundary 0017 ExternalFlashExposureComp
    0018 FlashExposureBracketValue 0019 ExposureBracketValue 001a ImageProcessing 001b CropHiSpeed
    001c ExposureTuning 001d SerialNumber 001e ColorSpace 0020 ImageAuthentication
    0022 ActiveD-Lighting 002a VignetteControl 0034 ShutterMode 0037 MechanicalShutterCount
    003d BlackLevel 003e ImageSizeRAW 0080 ImageAdjustment 0081 ToneComp 0082 AuxiliaryLens
    0083 LensType 0084 Lens 0085 ManualFocusDistance 0086 DigitalZoom 0087 FlashMode
    0089 ShootingMode 008b LensFStops 008c ContrastCurve 008d ColorHue 008f SceneMode
    0090 LightSource 0092 HueAdjustment 0093 NEFCompression 0094 SaturationAdj 0095 NoiseReduction
    0096 NEFLinearizationTable 0099 RawImageCenter 009a SensorPixelSize 009c SceneAssist
    009d DateStampMode 009e RetouchHistory 00a0 SerialNumber 00a2 ImageDataSize 00a5 ImageCount
    00a6 DeletedImageCount 00a7 ShutterCount 00a9 ImageOptimization 00aa Saturation
    00ab VariProgram 00ac ImageStabilization 00ad AFResponse 00b1 HighISONoiseReduction
    00b3 ToningEffect 0e09 NikonCaptureVersion 0e22 NEFBitDepth
    """
)
NIKON_FIRST = table(
    """
    0003 Quality 0004 ColorMode 0005 ImageAdjustment 0006 CCDSensitivity 0007 WhiteBalance
    0008 Focus 000a DigitalZoom 000b Converter
    """
)
"""Of the oldest Coolpix cameras."""
CANON = table(
    """
    0006 CanonImageType 0007 CanonFirmwareVersion 0008 FileNumber 0009 OwnerName 000c SerialNumber
    000e CanonFileLength 0010 CanonModelID 0013 ThumbnailImageValidArea 0015 SerialNumberFormat
    001a SuperMacro 001c DateStampMode 001e FirmwareRevision 0038 BatteryType 0081 RawDataOffset
    0083 OriginalDecisionDataOffset 0095 LensModel 0096 InternalSerialNumber
    0097 DustRemovalData 00a4 WhiteBalanceTable 00ae ColorTemperature 00b4 ColorSpace
    00d0 VRDOffset 4008 PictureStyleUserDef 4009 PictureStylePC 4010 CustomPictureStyleFileName
    """
)
CANON_SETTINGS = table(
    """
    0001 MacroMode 0002 SelfTimer 0003 Quality 0004 CanonFlashMode 0005 ContinuousDrive
    0007 FocusMode 0009 RecordMode 000a CanonImageSize 000b EasyMode 000c DigitalZoom 000d Contrast
    000e Saturation 000f Sharpness 0010 CameraISO 0011 MeteringMode 0012 FocusRange 0013 AFPoint
    0014 CanonExposureMode 0016 LensType 0017 MaxFocalLength 0018 MinFocalLength 0019 FocalUnits
    001a MaxAperture 001b MinAperture 001c FlashActivity 001d FlashBits 0020 FocusContinuous
    0021 AESetting 0022 ImageStabilization 0023 DisplayAperture 0024 ZoomSourceWidth
    0025 ZoomTargetWidth 0027 SpotMeteringMode 0028 PhotoEffect 0029 ManualFlashOutput
    002a ColorTone 002e SRAWQuality
    """
)
CANON_SHOT = table(
    """
    0001 AutoISO 0002 BaseISO 0003 MeasuredEV 0004 TargetAperture 0005 TargetExposureTime
    0006 ExposureCompensation 0007 WhiteBalance 0008 SlowShutter 0009 SequenceNumber
    000a OpticalZoomCode 000c CameraTemperature 000d FlashGuideNumber 000e AFPointsInFocus
    000f FlashExposureComp 0010 AutoExposureBracketing 0011 AEBBracketValue 0012 ControlMode
    0013 FocusDistanceUpper 0014 FocusDistanceLower 0015 FNumber 0016 ExposureTime
    0017 MeasuredEV2 0018 BulbDuration 001a CameraType 001b AutoRotate 001c NDFilter
    001d SelfTimer2 0021 FlashOutput
    """
)
CANON_FILE = table(
    """
    0003 BracketMode 0004 BracketValue 0005 BracketShotNumber 0006 RawJpgQuality 0007 RawJpgSize
    0008 LongExposureNoiseReduction2 0009 WBBracketMode 000c WBBracketValueAB
    000d WBBracketValueGM 000e FilterEffect 000f ToningEffect 0013 LiveViewShooting
    0019 FlashExposureLock
    """
)
CANON_PROCESSING = table(
    """
    0001 ToneCurve 0002 Sharpness 0003 SharpnessFrequency 0004 SensorRedLevel
    0005 SensorBlueLevel 0006 WhiteBalanceRed 0007 WhiteBalanceBlue 0008 WhiteBalance
    0009 ColorTemperature 000a PictureStyle 000b DigitalGain 000c WBShiftAB 000d WBShiftGM
    """
)
CANON_SENSOR = table(
    """
    0001 SensorWidth 0002 SensorHeight 0005 SensorLeftBorder 0006 SensorTopBorder
    0007 SensorRightBorder 0008 SensorBottomBorder 0009 BlackMaskLeftBorder
    000a BlackMaskTopBorder 000b BlackMaskRightBorder 000c BlackMaskBottomBorder
    """
)
CANON_MODIFIED = table(
    """
    0001 ModifiedToneCurve 0002 ModifiedSharpness 0003 ModifiedSharpnessFreq
    0004 ModifiedSensorRedLevel 0005 ModifiedSensorBlueLevel 0006 ModifiedWhiteBalanceRed
    0007 ModifiedWhiteBalanceBlue 0008 ModifiedWhiteBalance 0009 ModifiedColorTemp
    000a ModifiedPictureStyle 000b ModifiedDigitalGain
    """
)
CANON_TIME = table("0001 TimeZone 0002 TimeZoneCity 0003 DaylightSavings")
CANON_CROP = table(
    "0000 CropLeftMargin 0001 CropRightMargin 0002 CropTopMargin 0003 CropBottomMargin"
)
CANON_ASPECT = table(
    """
    0000 AspectRatio 0001 CroppedImageWidth 0002 CroppedImageHeight 0003 CroppedImageLeft
    0004 CroppedImageTop
    """
)
