//! What carries out intents. It may come late, like the keeper: a softphone that has just begun can only connect.

use crate::{
    intent::Intent,
    keeper::Event,
    model::CommandIntent,
    snapshot::{IntentError, Reason},
    softphone::Softphone,
    time::Now,
};
use cti_protocol::{Details, Dialect, Id, encode};

/// Carries out intents, to be put into a softphone by [`Softphone::put_hands`].
#[derive(Clone, Copy)]
pub struct Hands(pub(crate) fn(&mut Softphone, Now, Intent) -> Result<Option<u64>, IntentError>);

/// What carries out all of them. Nothing else refers to all this code, so that it can be a file of its own.
pub fn hands() -> Hands {
    Hands(any)
}

/// What a softphone begins with.
pub(crate) const EARLY: Hands = Hands(early);

#[allow(clippy::needless_pass_by_value, reason = "the same as for all intents")]
fn early(phone: &mut Softphone, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
    match intent {
        Intent::Connect => phone.session.connect(now),
        Intent::Disconnect => {
            let turn = phone.session.disconnect(now, Reason::Disconnected);
            phone.turned(now, turn);
        }
        _ => return Err(IntentError::NotConnected),
    }
    Ok(None)
}

fn any(phone: &mut Softphone, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
    let intent = match intent.into_command() {
        Ok(wanted) => return command(phone, now, wanted),
        Err(intent) => intent,
    };
    match intent {
        Intent::Connect | Intent::Disconnect => return early(phone, now, intent),
        Intent::ChooseUser(id) => phone.choose(now, Some(id)),
        Intent::Dismiss(ref id) => return dismiss(phone, now, id),
        Intent::Note { ref call, .. } | Intent::Draft { ref call, .. } => {
            let call = phone.model.call(call).cloned();
            phone.keep(now, Event::Asked(intent, call))?;
        }
        Intent::DismissNotice(id) => phone.model.dismiss_notice(id),
        intent => phone.keep(now, Event::Asked(intent, None))?,
    }
    Ok(None)
}

fn command(phone: &mut Softphone, now: Now, wanted: CommandIntent) -> Result<Option<u64>, IntentError> {
    if !phone.is_live() {
        return Err(IntentError::NotConnected);
    }
    let (id, body) = phone.model.command(now, wanted)?;
    let text = |sender: Option<&Id>, dialect: &Dialect| encode(&body, sender, &Details::default(), dialect);
    // Where another tab is connected, that one sends it.
    if phone.followed.is_some() || phone.session.send(Some(id), text) {
        Ok(Some(id))
    } else {
        Err(IntentError::NotConnected)
    }
}

fn dismiss(phone: &mut Softphone, now: Now, id: &Id) -> Result<Option<u64>, IntentError> {
    let held = phone.keep(now, Event::Dismissed(id.clone())).is_ok();
    // The model may have forgotten it; then only what was typed kept the card.
    if phone.model.dismiss(now, id) || held {
        Ok(None)
    } else {
        Err(IntentError::UnknownCall)
    }
}
