//! The keys of all texts, declared here and nowhere else. The words are in `texts/`, a file for each language.
//!
//! xtask takes the same list to write the files that are fetched. Its tests tell, by name, a key that has no words or no
//! use, and one that stands in the wrong group.

macro_rules! with_keys {
    ($take:ident) => {
        $take! {
            // What the first view can need.
            first: [
                Language, Direction,
                // The loader says these, and knows them by their place.
                LoadFailed, TryAgain, Loading, StoppedByError, Reload,
                Widget, Calls, Team, History, PartMissing, PartMissingHint, Nameless, NoOne,
                JustNow,
                Live, Connecting, RetryIn, RetryNow, Offline, Stopped, SignedOut,
                LostOffline, LostClosed, LostHandshake, LostHandshakeRepeated, LostTimedOut, LostRefused,
                LostCredentials, LostConfig, LostSlept, LostSilent, LostFlood, LostDisconnected, LostUnknown,
                CallsGoOn, TryNow, Connect,
                DialLabel, Call, Calling,
                NoUser, NotLiveShort, StillCalling,
                NoCalls, NoCallsHint, NoCallsShown, NoCallsOffline, Incoming, Outgoing, OnCall, OnCallIncoming,
                OnCallOutgoing, Ringing, RingingFor, Completed,
                Failed, Missed, MissedOther, Cancelled, OutcomeUnknown,
                ListComma,
                Ready, Online, InService, AfterService, Timeout, Dnd, Banned, LoggedOut, StatusUnknown,
                Menu,
            ]
            // What only the late part needs (src/part.rs): the views of src/view/rare.rs, and src/late. Fetched with it.
            later: [
                CallAgain, CallAgainName, SinceAtLeast, UnconfirmedSince, OpenInCrm, PopOffer, CompletedIncoming, CompletedOutgoing,
                FailedWhy, MissedBy, Code, WithCode, DismissCall, Dismiss, Variables, VariablesUnsent, DurationAndTime, Note, NoteOn,
                NoteHint,
                NoCall, Voicemail, DroppedByCallee, ScenarioEnded, StoppedCall, Answered, NoFunds, Forbidden,
                WrongNumber, NoAnswer, Unavailable, Busy, CancelledCode, NotAnswered, Declined, OtherError,
                Terminated, Machine, DoNotCall, Abandoned, LostByAgent, MissedByScenario, NoAgents, SystemError,
                Prohibited,
                Close, Cancel,
                DialTimedOut, DialRefused, DialDenied, DialUnsure, NotLive, InvalidNumber, Duplicate, Destroyed, UnknownCall, LogOutTimedOut,
                NoticeCall, NoticeVariables, NoticeLogout, NoticeTimeout, NoticeRefused, NoticeNoUser,
                StorageDenied, StorageFull, StorageNewer, StorageBroken, MemoryOnly, Erased, NotErased, RoomError,
                Disconnect,
                VariablesOf, VariableName, VariableValue, ValueOf, AddVariable, RemoveVariable, KeepVariable,
                Discard, RoomHasNow, RoomHasNone, KeepMine, TakeTheirs, Save, Saving, Saved, NoVariables,
                NothingChanged, NameMissing, NameTwice, SaveTimedOut, SaveRefused, SaveNotLive, CallEnded,
                UnsentKept,
                SearchTeam, NoTeam, NoTeamHint, NobodyFound, NobodyHasStatus, CountReady, CountOnline,
                CountInService, CountAfterService, CountTimeout, CountDnd, CountBanned, CountOffline,
                CountUnknown, CountOther, ShowOnly, OnCallWith, RingingWith, DialingWith, ActionsFor, LogOut,
                LogOutAsk, LogOutSelfAsk, LogOutHint, LogOutSelfHint, LoggingOut, LogOutRefused,
                DayAndTime, NameAndValue, CsvFile, SearchCalls, NoHistory, NoHistoryHint, NothingFound, GapFromTo, GapAt, GapClosed, GapSince,
                ShowEarlier, LoadingCalls, ExportCsv, CsvStart, CsvOutcome, CsvCode, CsvTalk,
                WhoAmI, ForgetDevice, ForgetAsk, ForgetHint, ForgetUnlogged, Forget, ThatIs, PickHint, PickNobody, PickSearch, PickMore,
                ItIsMe, NotUnderstood, NotUnderstoodCount, AllUnderstood, UnreadHint, UnreadShown, UnreadAll,
                FramesDropped, CrowdedOut,
                Inspector, InspectorCount, Frames, Dialect, Replay, ShowPersonal, FramesElsewhere, NoFrames,
                NoFramesMatch, FramesShown, FramesPaused, FrameIn, FrameOut, FramesAll, FrameWhich, FrameName, AnyName,
                FrameSearch, Pause, GoOn, Clear, SaveFrames, SaveWithPersonal, FrameAbout, FrameCut, Nothing, ReadField,
                ReadKey, ReadValue, ReadRest, DialectHint, DialectSetting, DialectSource, SourceDefault, SourceGreeting,
                SourceFile, DialectGreeting, DialectNoGreeting, DialectCopy, DialectCopied, DialectNotCopied,
                DialectFile, ReplayHint, ReplayFile, ReplayMark, ReplayAt, ReplayUpTo, ReplayBack, ReplayOn,
                ReplayNoCalls, FaultTooLong, FaultNoCapture, FaultNewer, FaultTooMany, FaultFrame,
                SignIn, SignInHint, Host, Domain, TokenId, Token, FieldMissing, WrongHost, WrongDomain, WrongTokenId,
                WrongToken, PlainHost,
                Settings, SettingsHint, SettingsNotKept, SetSounds, SetSound, SetQuietOnCall, SetEndTone, SetVolume,
                SetHear, SetOutput, SetOutputUsual, SetNotices, SetNotifications, NotifyGranted, NotifyUnasked,
                NotifyDenied, NotifyMissing, NotifyAllow, SetRecords, SetScreenPop, PopNoRules, PopTry, PopTryHint,
                PopDirection, PopIncoming, PopOutgoing, PopNumber, PopQueue, PopVariable, PopValue, PopOnRing, PopOnAnswer, PopOnEnd,
                NumberHint, CallNumber, Copy, Copied, NotCopied, MoreCalls, MoreCallsRinging,
                MoreVariables, FewerVariables, Offers, DialAgain, CallingNumber, EmptyNumber, WillDial, NobodyNoNumber, Pad, PadBack, TeamShown, Notices, TellRinging, TellRingingQueue, TellConnected, TellEnded, LiveAgain,
                TabLeading, TabFollowing, TabWaiting, TabAlone,
                PopNothing, PopRule, PopWhy, PopEvent, PopTab, PopFrame,
                SoundBlocked, SoundAllow, BadgeTitle, NotifyTitle, NotifyQueue, PopRefused, RefusedEmpty,
                RefusedLong, RefusedCharacter, RefusedScheme, RefusedHost, RefusedPlain, RefusedEscape,
                SetChange, SetLooks, ThemeAuto, ThemeLight, ThemeDark, SetLanguage, LanguageAuto,
                LanguageFailed, SetDevice, SetShortcuts, ShortcutsHint, KeyDial, KeyRecord, KeyShow,
                KeyCalls, KeyTeam, KeyHistory, KeySound, KeyList, KeyNone, KeyChangeOf, KeyPress, KeyOff,
                KeyReset, KeyBare, KeyBrowser, KeyTaken, SoundIsOn, SoundIsOff, NoCallNow,
            ]
            // What the launcher of a floating widget says, with or without the wasm: static/cti-softphone-floating.js.
            launcher: [
                LaunchName, LaunchComma, LaunchLive, LaunchConnecting, LaunchWaiting, LaunchStopped, LaunchRinging,
                LaunchOnCall, LaunchMissed, LaunchCaller, LaunchNameless, LaunchClose, LaunchMove,
            ]
        }
    };
}
