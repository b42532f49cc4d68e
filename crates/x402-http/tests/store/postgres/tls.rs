//! Connections with TLS, to a server whose certificate is of an authority of the tests' own.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use x402_http::store::PostgresStore;

use super::server::Server;
use crate::contract;

/// A server that takes connections over the network with TLS alone.
struct Encrypted {
    server: Server,
    port: u16,
}

impl Encrypted {
    /// The one that these tests share.
    fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Encrypted>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let encrypted = Arc::new(Self::start());
            *shared = Arc::downgrade(&encrypted);
            encrypted
        })
    }

    fn start() -> Self {
        let port = free_port();
        let server = Server::with(|folder| {
            certify(folder);
            let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
            fs::write(folder.join("rules.conf"), rules).unwrap();
            let path = |name: &str| folder.join(name).display().to_string();
            vec![
                "listen_addresses=127.0.0.1".to_owned(),
                format!("port={port}"),
                "ssl=on".to_owned(),
                format!("ssl_cert_file={}", path("server.pem")),
                format!("ssl_key_file={}", path("server.key")),
                format!("hba_file={}", path("rules.conf")),
            ]
        });
        Self { server, port }
    }

    /// A connection string; `$` stands for the folder with the certificates.
    fn words(&self, words: &str) -> String {
        let folder = self.server.folder().display().to_string();
        let words = words.replace('$', &folder);
        format!("{words} port={} user=x402 dbname=postgres", self.port)
    }

    async fn error(&self, words: &str) -> String {
        let connected = PostgresStore::connect(&self.words(words)).await;
        connected.expect_err(words).to_string()
    }
}

/// Writes two authorities, which have one name, and a certificate for `localhost` of the first one.
fn certify(folder: &Path) {
    let authority = |name: &str| {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        fs::write(folder.join(name), issuer.pem()).unwrap();
        issuer
    };
    let issuer = authority("authority.pem");
    authority("other.pem");
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    fs::write(folder.join("server.pem"), certificate.pem()).unwrap();
    let file = folder.join("server.key");
    fs::write(&file, key.serialize_pem()).unwrap();
    // The server takes no key that others can read.
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn each_mode_encrypts_and_checks_what_it_is_to() {
    let encrypted = Encrypted::shared();
    contract::runtime().block_on(async {
        for words in [
            "host=localhost sslmode=verify-full sslrootcert=$/authority.pem",
            "host=127.0.0.1 sslmode=verify-ca sslrootcert=$/authority.pem",
            "host=127.0.0.1 sslmode=require sslrootcert=$/authority.pem",
            "host=127.0.0.1 sslmode=require",
            "host=127.0.0.1 sslmode=prefer",
            "host=127.0.0.1",
        ] {
            let store = PostgresStore::connect(&encrypted.words(words)).await;
            store.unwrap_or_else(|error| panic!("{words}: {error}"));
        }
        let folder = encrypted.server.folder().display();
        let url = format!(
            "postgresql://x402@localhost:{}/postgres?sslmode=verify-full&sslrootcert={folder}/authority.pem",
            encrypted.port
        );
        PostgresStore::connect(&url).await.unwrap();
        let error = encrypted.error("host=127.0.0.1 sslmode=disable").await;
        assert!(error.contains("no encryption"), "{error}");
    });
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let encrypted = Encrypted::shared();
    contract::runtime().block_on(async {
        let words = "host=127.0.0.1 sslmode=verify-full sslrootcert=$/authority.pem";
        let error = encrypted.error(words).await;
        let expected = "the server's certificate is not for the host `127.0.0.1`: connect by a \
                        name that it is for";
        assert!(error.contains(expected), "{error}");
    });
}

#[test]
fn a_certificate_of_another_authority_is_refused() {
    let encrypted = Encrypted::shared();
    contract::runtime().block_on(async {
        for words in [
            "host=localhost sslmode=verify-full sslrootcert=$/other.pem",
            "host=localhost sslmode=verify-ca sslrootcert=$/other.pem",
            "host=localhost sslmode=require sslrootcert=$/other.pem",
            "host=localhost sslmode=prefer sslrootcert=$/other.pem",
            // Of no public authority either.
            "host=localhost sslmode=verify-full",
            "host=localhost sslmode=verify-full sslrootcert=system",
        ] {
            let error = encrypted.error(words).await;
            let expected = "the server's certificate is of an unknown authority: give the \
                            authority's own certificate as `sslrootcert`";
            assert!(error.contains(expected), "{words}: {error}");
        }
    });
}

#[test]
fn settings_that_cannot_be_kept_are_refused() {
    let encrypted = Encrypted::shared();
    contract::runtime().block_on(async {
        for (words, expected) in [
            ("host=localhost sslmode=allow", "found `allow`"),
            ("host=localhost sslmode=verify-ca", "set `sslrootcert`"),
            (
                "host=localhost sslmode=require sslrootcert=system",
                "`sslrootcert=system` needs `sslmode=verify-full`",
            ),
            (
                "host=localhost sslmode=verify-full sslrootcert=$/none.pem",
                "none.pem`: ",
            ),
            (
                "host=localhost sslmode=verify-full sslrootcert=$/rules.conf",
                "expected certificates in PEM, found none",
            ),
        ] {
            let error = encrypted.error(words).await;
            assert!(error.contains(expected), "{words}: {error}");
        }
    });
}

/// As libpq has it: a socket has no TLS, and needs none.
#[test]
fn a_socket_is_used_whatever_the_mode() {
    let encrypted = Encrypted::shared();
    contract::runtime().block_on(async {
        let words = encrypted.words("host=$ sslmode=verify-full");
        PostgresStore::connect(&words).await.unwrap();
    });
}

#[test]
fn a_server_without_tls_is_refused_where_tls_is_needed() {
    let port = free_port();
    let server = Server::with(|_| {
        vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
        ]
    });
    contract::runtime().block_on(async {
        let words = |mode: &str| {
            format!("host=127.0.0.1 port={port} user=x402 dbname=postgres sslmode={mode}")
        };
        PostgresStore::connect(&words("prefer")).await.unwrap();
        let error = PostgresStore::connect(&words("verify-full")).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("server does not support TLS"), "{error}");
    });
    drop(server);
}
