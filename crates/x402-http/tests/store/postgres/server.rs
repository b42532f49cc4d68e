//! A server of the tests' own: nothing that runs already is touched, nothing is kept.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use tokio_postgres::{Client, NoTls};

use crate::folder::Folder;

/// The account without rights that every system has: the server refuses to run as root.
const NOBODY: u32 = 65_534;

/// A server on a socket in a folder.
pub(crate) struct Server {
    process: Child,
    folder: Folder,
}

impl Server {
    /// The server that all tests share as long as one of them needs it.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::start());
            *shared = Arc::downgrade(&server);
            server
        })
    }

    fn start() -> Self {
        Self::with(|_| Vec::new())
    }

    /// A server with settings of its own; `prepare` puts what they name into the folder.
    pub(crate) fn with(prepare: impl FnOnce(&Path) -> Vec<String>) -> Self {
        let folder = Folder::new();
        let settings = prepare(folder.as_ref());
        let programs = programs();
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        if is_root {
            let files = fs::read_dir(&folder).unwrap();
            for path in files.map(|entry| entry.unwrap().path()) {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
            chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let command = |name: &str| {
            let program = programs.join(name);
            let mut command = if is_root {
                let mut command = Command::new("setpriv");
                let user = format!("--reuid={NOBODY}");
                let group = format!("--regid={NOBODY}");
                command.args([&user, &group, "--clear-groups"]).arg(program);
                command
            } else {
                Command::new(program)
            };
            command.current_dir(&folder).env("LC_ALL", "C");
            command
        };
        let made = command("initdb")
            .args(["--pgdata=data", "--username=x402", "--auth=trust"])
            .args(["--encoding=UTF8", "--no-sync", "--no-instructions"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");

        let sockets = format!("unix_socket_directories={}", folder.as_ref().display());
        let settings = ["listen_addresses=".to_owned(), sockets]
            .into_iter()
            .chain(settings)
            .flat_map(|setting| ["-c".to_owned(), setting]);
        let mut process = command("postgres")
            .args(["-D", "data"])
            .args(settings)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let is_ready = log.by_ref().map_while(Result::ok).any(|line| {
            said.push_str(&line);
            line.contains("ready to accept connections")
        });
        let server = Self { process, folder };
        assert!(is_ready, "{said}");
        // A pipe that is full would stop it.
        thread::spawn(move || log.for_each(drop));
        server
    }

    /// The socket's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_ref()
    }

    /// A new, empty database: its URL.
    pub(crate) async fn database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let maintenance = connect(&url(self.folder(), "postgres")).await;
        let create = format!("CREATE DATABASE {name}");
        maintenance.batch_execute(&create).await.unwrap();
        url(self.folder(), &name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // At once, without writing what is in its memory.
        let process = self.process.id().to_string();
        let _it_may_have_ended = Command::new("kill").args(["-QUIT", &process]).status();
        let _its_status = self.process.wait();
    }
}

pub(crate) fn url(folder: &Path, database: &str) -> String {
    format!("host={} user=x402 dbname={database}", folder.display())
}

/// A connection beside the store's own.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    client
}

/// The folder of the newest `initdb` and `postgres`: Debian has them beside the path.
fn programs() -> PathBuf {
    let mut folders: Vec<PathBuf> = env::var_os("PATH")
        .iter()
        .flat_map(env::split_paths)
        .collect();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<_> = versions.map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        folders.extend(versions.into_iter().rev().map(|path| path.join("bin")));
    }
    let has = |folder: &PathBuf| folder.join("initdb").exists() && folder.join("postgres").exists();
    folders
        .into_iter()
        .find(has)
        .expect("no PostgreSQL: install Debian's package `postgresql`")
}
