//! Two tones, made here: a ring that repeats until it is stopped, and a short one when a call is over.
//!
//! A ring is one looped buffer, so that it goes on by itself in a hidden page, whose timers are slowed down. Browsers let
//! a page sound only after somebody has clicked or typed in it; until then nothing is made, so nothing is logged either.

use super::dynamic::{call, get, get_text, global, make, set, text};
use js_sys::Float32Array;
use wasm_bindgen::{JsCast, JsValue};

/// Samples a second; enough for tones below 1 kHz, and what every browser can play.
const RATE: u32 = 16_000;
/// How long a tone takes to swell and to fade, in seconds: without that it clicks.
const EDGE: f64 = 0.02;

/// A tone: from and until when, in seconds, and its two pitches, in hertz.
struct Tone {
    from: f64,
    to: f64,
    pitches: [f64; 2],
}

/// Twice, then a pause.
const RING: (f64, &[Tone]) = (
    3.0,
    &[
        Tone {
            from: 0.0,
            to: 0.4,
            pitches: [440.0, 554.37],
        },
        Tone {
            from: 0.6,
            to: 1.0,
            pitches: [440.0, 554.37],
        },
    ],
);

/// Falling.
const END: (f64, &[Tone]) = (
    0.4,
    &[
        Tone {
            from: 0.0,
            to: 0.16,
            pitches: [440.0, 440.0],
        },
        Tone {
            from: 0.18,
            to: 0.4,
            pitches: [330.0, 330.0],
        },
    ],
);

/// The sound of this page.
#[derive(Default)]
pub(crate) struct Sound {
    /// Nothing until it is first needed and allowed.
    context: Option<JsValue>,
    ring: Option<(JsValue, JsValue)>,
    output: Option<String>,
}

impl Sound {
    /// Whether this page may make a sound now.
    pub(crate) fn is_allowed(&self) -> bool {
        if let Some(context) = &self.context {
            return get_text(context, "state").as_deref() == Some("running");
        }
        let touched = get(&get(&global("navigator"), "userActivation"), "hasBeenActive");
        touched.as_bool() == Some(true) && global("AudioContext").is_function()
    }

    /// To be called where somebody has just clicked or typed: wakes what the browser holds back.
    pub(crate) fn wake(&mut self) {
        if let Some(context) = &self.context
            && get_text(context, "state").as_deref() == Some("suspended")
        {
            // Its promise is refused by nobody but the browser, at a time of its own.
            let _ = call(context, "resume", &[]);
        }
    }

    /// Starts to ring, or rings on at this loudness, from 0 to 1.
    pub(crate) fn ring(&mut self, volume: f64) {
        if let Some((_, gain)) = &self.ring {
            set(&get(gain, "gain"), "value", &volume.into());
            return;
        }
        self.ring = self.play(&RING, volume, true);
    }

    /// Stops to ring.
    pub(crate) fn quiet(&mut self) {
        if let Some((source, gain)) = self.ring.take() {
            let _ = call(&source, "stop", &[]);
            let _ = call(&gain, "disconnect", &[]);
        }
    }

    /// The short tone for the end of a call.
    pub(crate) fn end(&mut self, volume: f64) {
        self.play(&END, volume, false);
    }

    /// Where it sounds: the id of an output, or none for the system's own. Where the browser cannot choose, or the output
    /// is gone, it is the system's own.
    pub(crate) fn choose(&mut self, output: Option<&str>) {
        if self.output.as_deref() == output {
            return;
        }
        self.output = output.map(str::to_owned);
        if let Some(context) = &self.context {
            direct(context, output);
        }
    }

    fn play(&mut self, score: &(f64, &[Tone]), volume: f64, repeats: bool) -> Option<(JsValue, JsValue)> {
        if !self.is_allowed() {
            return None;
        }
        self.start(score, volume, repeats).ok()
    }

    fn start(
        &mut self,
        score: &(f64, &[Tone]),
        volume: f64,
        repeats: bool,
    ) -> Result<(JsValue, JsValue), JsValue> {
        let context = match &self.context {
            Some(context) => context.clone(),
            None => {
                let context = make("AudioContext", &[])?;
                if let Some(output) = &self.output {
                    direct(&context, Some(output));
                }
                self.context.insert(context).clone()
            }
        };
        let samples = samples(score);
        let buffer = call(
            &context,
            "createBuffer",
            &[&1.into(), &samples.length().into(), &RATE.into()],
        )?;
        call(&buffer, "copyToChannel", &[&samples, &0.into()])?;
        let source = call(&context, "createBufferSource", &[])?;
        set(&source, "buffer", &buffer);
        set(&source, "loop", &repeats.into());
        let gain = call(&context, "createGain", &[])?;
        set(&get(&gain, "gain"), "value", &volume.into());
        call(&source, "connect", &[&gain])?;
        call(&gain, "connect", &[&get(&context, "destination")])?;
        call(&source, "start", &[])?;
        Ok((source, gain))
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        self.quiet();
        if let Some(context) = &self.context {
            let _ = call(context, "close", &[]);
        }
    }
}

/// Tells the devices that sound can go to, by id and name. Browsers name them only to pages that may use a microphone, and
/// some cannot choose: then there are none.
pub(crate) fn outputs(told: impl FnOnce(Vec<(String, String)>) + 'static) {
    let chooses = get(&get(&global("AudioContext"), "prototype"), "setSinkId").is_function();
    let devices = get(&global("navigator"), "mediaDevices");
    let Ok(asked) = call(&devices, "enumerateDevices", &[]).and_then(JsCast::dyn_into::<js_sys::Promise>)
    else {
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        let Ok(list) = wasm_bindgen_futures::JsFuture::from(asked).await else {
            return;
        };
        let output = |device: JsValue| {
            let field = |name| get_text(&device, name).filter(|text| !text.is_empty());
            let named = (field("deviceId")?, field("label")?);
            (field("kind").as_deref() == Some("audiooutput") && named.0 != "default").then_some(named)
        };
        let list = list.dyn_into::<js_sys::Array>().unwrap_or_default();
        told(if chooses {
            list.iter().filter_map(output).collect()
        } else {
            Vec::new()
        });
    });
}

fn direct(context: &JsValue, output: Option<&str>) {
    let promise = call(context, "setSinkId", &[&text(output.unwrap_or_default())]);
    // An output that is gone is no reason for an unhandled rejection.
    if let Some(promise) = promise.ok().and_then(|promise| promise.dyn_into().ok()) {
        wasm_bindgen_futures::spawn_local(async move {
            let promise: js_sys::Promise = promise;
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some ten thousand samples between -1 and 1"
)]
fn samples((length, tones): &(f64, &[Tone])) -> Float32Array {
    let count = (length * f64::from(RATE)) as u32;
    let samples = Float32Array::new_with_length(count);
    for tone in *tones {
        let from = (tone.from * f64::from(RATE)) as u32;
        let to = (tone.to * f64::from(RATE)) as u32;
        for index in from..to.min(count) {
            let at = f64::from(index) / f64::from(RATE);
            let edge = ((at - tone.from).min(tone.to - at) / EDGE).min(1.0);
            let wave: f64 = tone
                .pitches
                .iter()
                .map(|pitch| js_sys::Math::sin(at * pitch * std::f64::consts::TAU))
                .sum();
            samples.set_index(index, (wave / 2.0 * edge) as f32);
        }
    }
    samples
}
