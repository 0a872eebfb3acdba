//! Finds credentials: by the page's ways, or by asking the agent.

use super::Driver;
use crate::{
    edge::credentials::{self, Way},
    store::{SignIn, SignInAsk},
};
use cti_core::{Input, Reason};
use cti_protocol::{Endpoint, EndpointError};
use std::rc::Rc;

impl Driver {
    pub(super) fn ask_credentials(&self, request: u64) {
        let mistakes = self.mistakes.borrow().join("; ");
        let config = self.config.clone();
        if !mistakes.is_empty() {
            self.input(Input::Credentials {
                request,
                answer: Err(Reason::Config(mistakes)),
            });
            return;
        }
        if matches!(self.way, Way::Agent) {
            let answer = self.answer.borrow().clone();
            match answer {
                Some(endpoint) => self.input(Input::Credentials {
                    request,
                    answer: Ok(endpoint),
                }),
                None => {
                    self.show_form(request, &config.host, &config.domain, None);
                    self.input(Input::Asking { request });
                }
            }
            return;
        }
        let (me, way) = (self.me.clone(), self.way.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let answer = credentials::ask(&way, &config).await;
            if let Some(driver) = me.upgrade() {
                if let Ok(endpoint) = &answer
                    && config.domain.is_empty()
                {
                    // A ready-made address names no account, and its host is the nearest to one.
                    driver.account(endpoint.host(), "*");
                }
                driver.input(Input::Credentials { request, answer });
            }
        });
    }

    fn show_form(&self, request: u64, host: &str, domain: &str, error: Option<EndpointError>) {
        let ask = SignInAsk {
            host: host.to_owned(),
            domain: domain.to_owned(),
            error,
        };
        self.asking.replace(Some((request, Rc::new(ask))));
        self.draw();
    }

    /// The agent answered the form.
    pub(super) fn signed_in(&self, answer: &SignIn) {
        let Some((request, _)) = self.asking.take() else {
            return;
        };
        let plaintext = self.config.plaintext();
        match Endpoint::new(
            &answer.host,
            &answer.domain,
            &answer.token_id,
            &answer.token,
            plaintext,
        ) {
            Ok(endpoint) => {
                self.answer.replace(Some(endpoint.clone()));
                self.account(&answer.host, &answer.domain);
                self.input(Input::Credentials {
                    request,
                    answer: Ok(endpoint),
                });
            }
            Err(error) => self.show_form(request, &answer.host, &answer.domain, Some(error)),
        }
    }
}
