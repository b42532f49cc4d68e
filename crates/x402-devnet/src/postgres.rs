//! A `PostgreSQL` server of a run's own, that can be killed.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::Duration,
};

use crate::{Result, error::Error};

/// A server on a socket in a folder. Both end with this value.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    process: Child,
    databases: u32,
}

/// The account without rights that every system has: the server refuses to run as root.
const NOBODY: u32 = 65_534;

/// How long a process that was killed may take to disappear.
const PATIENCE: Duration = Duration::from_secs(10);

impl Postgres {
    /// Makes an empty cluster and starts a server for it.
    ///
    /// # Errors
    ///
    /// `PostgreSQL` is not installed, or does not start.
    pub fn start() -> Result<Self> {
        let folder = env::temp_dir().join(format!("x402-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if fs::metadata(&folder)?.uid() == 0 {
            chown(&folder, Some(NOBODY), Some(NOBODY))?;
        }
        let programs = programs()?;
        let initdb = command(&programs, &folder, "initdb")?
            .args(["--pgdata=data", "--username=x402", "--auth=trust"])
            .args(["--encoding=UTF8", "--no-instructions"])
            .output()?;
        succeeded(&initdb)?;
        let process = serve(&programs, &folder)?;
        Ok(Self {
            folder,
            programs,
            process,
            databases: 0,
        })
    }

    /// The URL of a new, empty database.
    ///
    /// # Errors
    ///
    /// The server refuses.
    pub fn database(&mut self) -> Result<String> {
        self.databases += 1;
        let name = format!("run{}", self.databases);
        let made = command(&self.programs, &self.folder, "createdb")?
            .args(["--username=x402", "--host"])
            .arg(&self.folder)
            .arg(&name)
            .output()?;
        succeeded(&made)?;
        let host = self.folder.display();
        Ok(format!("postgresql:///{name}?user=x402&host={host}"))
    }

    /// The process that started all others of the server.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Starts the server again after [`kill`]: it recovers what was durable.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn restart(&mut self) -> Result<()> {
        self.process.wait()?;
        self.process = serve(&self.programs, &self.folder)?;
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What is left of it is in the system's own folder for that.
        let _ = kill(self.process.id());
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Kills a server and all that it has started with SIGKILL, and waits until they are gone.
///
/// # Errors
///
/// A process remains.
pub fn kill(server: u32) -> Result<()> {
    let children = fs::read_to_string(format!("/proc/{server}/task/{server}/children"));
    let children = children.unwrap_or_default();
    let all: Vec<String> = [server.to_string()]
        .into_iter()
        .chain(children.split_whitespace().map(str::to_owned))
        .collect();
    // Those that have ended by themselves are no longer there.
    Command::new("kill")
        .arg("-KILL")
        .args(&all)
        .stderr(Stdio::null())
        .status()?;
    let step = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    while all.iter().any(|process| is_running(process)) {
        if waited > PATIENCE {
            return Err(Error::new("a killed process of PostgreSQL is still there"));
        }
        thread::sleep(step);
        waited += step;
    }
    Ok(())
}

/// Whether a process is there and has not ended.
fn is_running(process: &str) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = state.rsplit(") ").next().unwrap_or_default();
    !(state.is_empty() || state.starts_with('Z') || state.starts_with('X'))
}

fn serve(programs: &Path, folder: &Path) -> Result<Child> {
    let mut process = command(programs, folder, "postgres")?
        .args(["-D", "data", "-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", folder.display()))
        .stderr(Stdio::piped())
        .spawn()?;
    let log = process.stderr.take();
    let log = log.ok_or_else(|| Error::new("the server has no log"))?;
    let mut lines = BufReader::new(log).lines();
    let mut read = String::new();
    for line in lines.by_ref().map_while(std::result::Result::ok) {
        read.push_str(&line);
        if line.contains("ready to accept connections") {
            // A pipe that is full would stop it.
            thread::spawn(move || lines.for_each(drop));
            return Ok(process);
        }
    }
    process.kill()?;
    process.wait()?;
    Err(Error::new(read).of("PostgreSQL does not start"))
}

fn command(programs: &Path, folder: &Path, name: &str) -> Result<Command> {
    let program = programs.join(name);
    let mut command = if fs::metadata("/proc/self")?.uid() == 0 {
        let mut command = Command::new("setpriv");
        command
            .args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")])
            .arg("--clear-groups")
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).env("LC_ALL", "C");
    Ok(command)
}

fn succeeded(output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(text.into_owned()).of("PostgreSQL"))
}

/// The folder of the newest programs: Debian has them beside the path.
fn programs() -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<_> = versions.flatten().map(|entry| entry.path()).collect();
        versions.sort();
        folders.extend(versions.into_iter().rev().map(|path| path.join("bin")));
    }
    let mut folders = folders.into_iter();
    let needed = ["initdb", "postgres", "createdb"];
    let has_all = |folder: &PathBuf| needed.iter().all(|name| folder.join(name).exists());
    let found = folders.find(has_all);
    found.ok_or_else(|| Error::new("no PostgreSQL: install Debian's package `postgresql`"))
}
