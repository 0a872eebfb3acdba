//! The parts of pictures that are state, and what is written of what the agent asks for.

use super::{saved, saved_enum};
use crate::{drafts::Edit, history::archive::Trouble, intent::Intent, snapshot::*};
use cti_protocol::{CallResult, Direction};

saved_enum!(Direction { Incoming, Outgoing });
saved!(CallResult {
    code,
    completion,
    reason
});

saved_enum!(Phase {
    Ringing,
    Dialing,
    Connected,
    Ended
});
saved_enum!(Outcome { Completed, Failed, Missed, AnsweredElsewhere(user), Cancelled, Unknown });
saved!(Call {
    id,
    session,
    direction,
    phase,
    outcome,
    code,
    reason,
    number,
    name,
    user,
    queue,
    variables,
    started_at,
    started_before,
    connected_at,
    ended_at,
    unconfirmed_since,
    mine,
    note,
    details
});

saved_enum!(Status {
    Ready,
    Online,
    InService,
    AfterService,
    Timeout,
    Dnd,
    Banned,
    Offline,
    Other(name),
    Unknown
});
saved!(UserCall {
    id,
    name,
    number,
    phase,
    since
});
saved!(User {
    id,
    name,
    status,
    color,
    since,
    call,
    logging_out
});

saved_enum!(Reason {
    Offline,
    Closed(code),
    Handshake,
    HandshakeRepeated,
    TimedOut,
    Refused(code),
    Credentials(words),
    Config(words),
    Disconnected,
    NotRunning,
    Slept,
    Silent,
    Flood
});
saved!(Gap { from, to, reason });
saved_enum!(ConnectionState {
    Idle,
    Authorizing,
    Connecting,
    Accepting,
    Live,
    Waiting,
    Stopped
});
saved!(Connection {
    state,
    since,
    retry_at,
    reason
});

saved_enum!(Ask { MakeCall { user, number }, SetVariables { call }, Logout { user } });
saved_enum!(SentState { Pending, Confirmed, TimedOut, Refused(words), Unsent, Denied(words) });
saved!(Sent { id, ask, state, at });

saved_enum!(AskKind {
    MakeCall,
    SetVariables,
    Logout
});
saved_enum!(IntentError {
    NotConnected,
    InvalidNumber,
    Duplicate,
    Timeout,
    Refused(words),
    NoUser,
    UnknownCall,
    Destroyed,
    Denied(words)
});
saved_enum!(Trouble {
    Denied,
    Full,
    Newer,
    Broken
});
saved_enum!(ArchiveNews {
    Trouble(trouble),
    Erased,
    NotErased
});
saved_enum!(NoticeKind { Failed { ask, error }, RoomError(words), Archive(news) });
saved!(Notice { id, about, at });
saved!(Unread { at, why, text });

saved_enum!(Edit {
    Open,
    Close,
    Add,
    Name(row, name),
    Value(row, value),
    Remove(row),
    KeepMine(row),
    TakeTheirs(row),
    Discard
});
saved_enum!(Intent {
    MakeCall { number, user, caller_id, variables, again },
    SetVariables { call, variables },
    Logout { user },
    ChooseUser(user),
    Note { call, started_at, text },
    Draft { call, edit },
    Search(words),
    ShowEarlier,
    ForgetDevice,
    Dismiss(call),
    DismissNotice(number),
    Connect,
    Disconnect,
    ReadAll
});
