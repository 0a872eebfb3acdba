//! All rooms of a server.

use crate::{Listener, Options, OptionsError, Room, door, wire::Breaker};
use axum::{Router, extract::Request, routing::get};
use cti_protocol::room_path;
use std::{collections::BTreeMap, future::Future, io, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Rooms, one for each account. Clones are handles to the same server.
#[derive(Clone)]
pub struct Server {
    rooms: Arc<BTreeMap<String, Room>>,
    closing: CancellationToken,
    tasks: TaskTracker,
    goodbye_limit: Duration,
}

impl Server {
    /// A server that listens nowhere yet.
    ///
    /// # Errors
    /// If the options make no server.
    pub fn new(options: Options) -> Result<Self, OptionsError> {
        options.check()?;
        let options = Arc::new(options);
        let (closing, tasks) = (CancellationToken::new(), TaskTracker::new());
        let rooms = options.accounts.iter().map(|account| {
            let room = Room::new(
                account.clone(),
                Arc::clone(&options),
                closing.clone(),
                tasks.clone(),
            );
            (account.path(), room)
        });
        let (rooms, goodbye_limit) = (Arc::new(rooms.collect()), options.goodbye_limit);
        Ok(Self {
            rooms,
            closing,
            tasks,
            goodbye_limit,
        })
    }

    /// A route for each room and nothing else, so that the caller's own routes and fallback stand beside them. A room
    /// that does not exist is whatever the fallback says; without one, 404.
    pub fn router(&self) -> Router {
        self.rooms.iter().fold(Router::new(), |router, (path, room)| {
            let room = room.clone();
            router.route(path, get(move |request: Request| door::enter(room, request)))
        })
    }

    /// The room of an account.
    pub fn room(&self, domain: &str, token_id: &str) -> Option<Room> {
        self.rooms.get(&room_path(domain, token_id)).cloned()
    }

    /// Serves a router with the rooms in it, until `shutdown` is over. Then closes every websocket with 1001, waits until
    /// all of them are gone (each has [`Options::goodbye_limit`]), and returns.
    ///
    /// # Errors
    /// If the listener fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        router: Router,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let closing = self.closing.clone();
        let service = router.into_make_service_with_connect_info::<Breaker>();
        let stop = async move {
            shutdown.await;
            closing.cancel();
        };
        let http = axum::serve(Listener::new(listener), service).with_graceful_shutdown(stop);
        let served = tokio::select! {
            served = http => served,
            // A plain HTTP connection that never ends its request must not hold up the end.
            () = async { self.closing.cancelled().await; tokio::time::sleep(self.goodbye_limit).await } => Ok(()),
        };
        // The web framework knows nothing of sockets that were upgraded, so they are waited for here.
        self.close().await;
        served
    }

    /// Closes every websocket with 1001 and waits until all are gone. For callers that do not use [`Server::serve`].
    pub async fn close(&self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Serves rooms and nothing else until `shutdown` is over.
///
/// # Errors
/// If the options make no server, or the listener fails.
pub async fn run(
    listener: TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = Server::new(options).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let router = server.router();
    server.serve(listener, router, shutdown).await
}
