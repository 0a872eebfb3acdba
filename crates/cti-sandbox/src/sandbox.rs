//! A running sandbox.

use crate::{
    clock::Clock,
    control,
    desk::{Desk, Ear},
    dice::Dice,
    log::Log,
    options::Options,
    people::team,
    phone::{self, Door, Handset},
    site::site,
    switchboard::Switchboard,
};
use cti_protocol::{Endpoint, Plaintext, Secret};
use cti_room::{Account, Server};
use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

/// How many phones enter the room at the same time. More of them would overflow the listener's queue.
const AT_THE_DOOR: usize = 64;

/// How long all phones together may take to enter.
const ENTRANCE: Duration = Duration::from_secs(60);

/// A running sandbox: server, phones and scenario.
pub struct Sandbox {
    address: SocketAddr,
    desk: Desk,
    stop: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
    phones: JoinSet<()>,
}

/// Why a sandbox does not start.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

impl Sandbox {
    /// Starts a sandbox, and waits until all its phones are in the room.
    ///
    /// # Errors
    /// In words: the port is taken, the account cannot be one, there are too few file handles for so many phones.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        if options.users == 0 {
            return Err(StartError("a sandbox needs at least one agent".into()));
        }
        spare_file_handles(options.users)?;
        let place = format!("{}:{}", bracketed(&options.host), options.port);
        let listener = TcpListener::bind(&place)
            .await
            .map_err(|error| failed(&place, error))?;
        let address = listener.local_addr().map_err(|error| failed(&place, error))?;

        let people = team(options.users);
        let (board, lines) = Switchboard::new(&people, Clock::start(options.pace));
        let messages = Arc::new(Log::default());
        let key = Secret::new(random_key().map_err(|error| failed("random numbers", error))?);
        let account = Account {
            domain: options.domain.clone(),
            token_id: options.token_id.clone(),
            token: options.token.clone(),
        };
        let mut room = cti_room::Options::new(vec![account]);
        room.dialect = options.dialect.clone();
        room.echo = options.echo;
        room.house_key = Some(key.clone());
        room.observer = Some(Arc::new(Ear {
            board: board.clone(),
            messages: Arc::clone(&messages),
        }));
        // A newcomer is told every agent's status within a moment, beside everything else that goes on.
        room.queue_messages += 2 * options.users;
        let server = Server::new(room).map_err(|error| StartError(error.to_string()))?;
        let room = server.room(&options.domain, &options.token_id);
        let room = room.ok_or_else(|| StartError("the account has no room".into()))?;

        let desk = Desk::new(options, address, room, board.clone(), messages);
        let options = desk.options();
        let router = server
            .router()
            .merge(control::routes(desk.clone()))
            .merge(site(&options.dist));
        let stop = CancellationToken::new();
        let serving = tokio::spawn({
            let stop = stop.clone().cancelled_owned();
            async move { server.serve(listener, router, stop).await }
        });

        let door = door(options, address, key)?;
        // At least a millisecond for each phone, so that the answers to a newcomer do not come as one lump.
        let roll_call = options
            .roll_call
            .then(|| Duration::from_millis(options.users.max(10) as u64));
        let mut phones = JoinSet::new();
        let (joined, mut all_joined) = mpsc::channel::<()>(1);
        let entrance = Arc::new(Semaphore::new(AT_THE_DOOR));
        for (person, line) in people.into_iter().zip(lines) {
            let dice = Dice::new(options.seed, person.id);
            let handset = Handset::new(person, *board.clock(), dice, roll_call);
            let (board, door, joined, stop) = (board.clone(), door.clone(), joined.clone(), stop.clone());
            let entrance = Arc::clone(&entrance);
            phones.spawn(async move {
                let turn = entrance.acquire_owned().await;
                let entered = move || drop((turn, joined));
                phone::run(handset, line, board, Some(door), entered, stop).await;
            });
        }
        drop(joined);
        let sandbox = Self {
            address,
            desk,
            stop,
            serving,
            phones,
        };
        // The channel is closed when the last phone has let go of its end.
        if tokio::time::timeout(ENTRANCE, all_joined.recv()).await.is_err() {
            sandbox
                .stop()
                .await
                .map_err(|error| failed("the server", error))?;
            return Err(StartError("the phones do not get into the room".into()));
        }
        let options = sandbox.desk.options();
        sandbox.desk.play(options.scenario, options.rate);
        Ok(sandbox)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it: closes all websockets with 1001, hangs up all phones, and waits until everything is over.
    ///
    /// # Errors
    /// If the server failed on the way.
    pub async fn stop(mut self) -> io::Result<()> {
        self.desk.stop();
        self.stop.cancel();
        while self.phones.join_next().await.is_some() {}
        self.serving
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

fn door(options: &Options, address: SocketAddr, key: Secret) -> Result<Door, StartError> {
    // A server that listens on every address is reached on the loopback one too.
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        std::net::IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        std::net::IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    let address = SocketAddr::new(ip, address.port());
    let Options {
        domain,
        token_id,
        token,
        ..
    } = options;
    let endpoint = Endpoint::new(
        &format!("ws://{address}"),
        domain,
        token_id,
        token,
        Plaintext::Anywhere,
    );
    let url = endpoint.map_err(|error| StartError(error.to_string()))?.url();
    Ok(Door { address, url, key })
}

/// Each phone has two sockets in this process: its own, and the server's end of it.
fn spare_file_handles(users: usize) -> Result<(), StartError> {
    let wanted = 2 * users as u64 + 1_000;
    match rlimit::increase_nofile_limit(wanted) {
        Ok(limit) if limit < 2 * users as u64 + 100 => Err(StartError(format!(
            "{users} phones need {wanted} open files, and this system allows {limit}: raise the limit, or take fewer"
        ))),
        // Where the limit cannot be told, it will be found out.
        _ => Ok(()),
    }
}

fn random_key() -> Result<String, getrandom::Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}

fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

fn failed(what: &str, error: impl fmt::Display) -> StartError {
    StartError(format!("{what}: {error}"))
}
