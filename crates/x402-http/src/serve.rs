//! Listening, until the end.

use std::{io, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, time};

use crate::{endpoints::Endpoints, facilitator::Facilitator};

/// How long requests are waited for at the end: longer than one is held.
const LONGEST_DRAIN: Duration = Duration::from_secs(25);

/// Runs a facilitator and its endpoints until `ending` does. Then it takes no new payment, waits
/// for the requests that it has, and leaves every transaction in a state from which another
/// process goes on at once.
///
/// # Errors
///
/// The listener fails.
pub async fn serve(
    facilitator: Facilitator,
    endpoints: Endpoints,
    listener: TcpListener,
    ending: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    facilitator.start();
    let (ended, has_ended) = oneshot::channel();
    let router = endpoints.router();
    let signal = async move {
        ending.await;
        endpoints.end();
        // The receiver waits for it, or the listener has failed.
        let _ = ended.send(());
    };
    let serving = async {
        axum::serve(listener, router)
            .with_graceful_shutdown(signal)
            .await
    };
    let late = async {
        if has_ended.await.is_err() {
            std::future::pending::<()>().await;
        }
        time::sleep(LONGEST_DRAIN).await;
    };
    let result = tokio::select! {
        result = serving => result,
        () = late => {
            log::warn!("requests are cut off: they are held for longer than {LONGEST_DRAIN:?}");
            Ok(())
        }
    };
    facilitator.close().await;
    result
}
