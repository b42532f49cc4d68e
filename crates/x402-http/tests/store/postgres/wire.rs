//! A connection that is cut at a commit.

use std::{path::Path, sync::Arc};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    sync::Mutex,
};

/// Where the next connection that sends a marked message is cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cut {
    /// Before the server gets the message.
    Before(&'static str),
    /// When the server has answered it, before the store gets the answer.
    After(&'static str),
}

/// A socket between a store and its server.
pub(crate) struct Wire {
    next: Arc<Mutex<Option<Cut>>>,
}

impl Wire {
    /// Listens in `folder`, where a client looks for the socket, and carries to the `server`'s.
    pub(crate) fn lay(folder: &Path, server: &Path) -> Self {
        const SOCKET: &str = ".s.PGSQL.5432";
        let listener = UnixListener::bind(folder.join(SOCKET)).unwrap();
        let server = server.join(SOCKET);
        let next = Arc::new(Mutex::new(None));
        let wire = Self {
            next: Arc::clone(&next),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&next)));
            }
        });
        wire
    }

    /// Cuts the next connection that sends the message, once.
    pub(crate) async fn cut(&self, cut: Cut) {
        *self.next.lock().await = Some(cut);
    }

    /// Whether the cut was made.
    pub(crate) async fn is_cut(&self) -> bool {
        self.next.lock().await.is_none()
    }
}

/// Messages are short, and each arrives in one read: the client waits for every answer.
async fn carry(mut client: UnixStream, mut server: UnixStream, next: Arc<Mutex<Option<Cut>>>) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let message = &asked[..length];
                let mut cut = next.lock().await;
                let is_here = cut.is_some_and(|cut| {
                    let (Cut::Before(mark) | Cut::After(mark)) = cut;
                    message.windows(mark.len()).any(|part| part == mark.as_bytes())
                });
                if is_here && matches!(*cut, Some(Cut::Before(_))) {
                    *cut = None;
                    return;
                }
                server.write_all(message).await.unwrap();
                if is_here {
                    let length = server.read(&mut answered).await.unwrap();
                    assert!(length > 0, "the server did not answer");
                    *cut = None;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                let Ok(()) = client.write_all(&answered[..length]).await else { return };
            }
        }
    }
}
