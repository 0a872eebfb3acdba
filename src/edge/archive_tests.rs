//! Against the browser's own IndexedDB.

use super::*;
use cti_core::Read;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// What a script says, once it is done. It may use `name`.
async fn script(name: &str, text: &str) -> JsValue {
    let text = ["return (async () => {", text, "})()"].concat();
    let promise = js_sys::Function::new_with_args("name", &text)
        .call1(&JsValue::UNDEFINED, &JsValue::from_str(name))
        .unwrap();
    JsFuture::from(promise.unchecked_into::<js_sys::Promise>())
        .await
        .unwrap()
}

/// Opens the database as somebody else would, at a version and with these stores.
const OPEN: &str = "
    const open = (version, stores) => new Promise((resolve, reject) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => { for (const store of stores) request.result.createObjectStore(store); };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
";

async fn prepare(name: &str, text: &str) -> JsValue {
    script(name, &[OPEN, text].concat()).await
}

async fn forget(name: &str) {
    let delete = "await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
    });";
    script(name, delete).await;
}

async fn run(archive: &Archive, changes: Vec<Change>, reads: Vec<Read>) -> Answer {
    let slot: Rc<RefCell<Option<Answer>>> = Rc::default();
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let slot = slot.clone();
        let job = Job {
            number: 1,
            changes: changes.clone(),
            reads: reads.clone(),
        };
        let done = move |answer| {
            slot.replace(Some(answer));
            resolve.call0(&JsValue::UNDEFINED).unwrap();
        };
        archive.run(job, Box::new(done));
    });
    JsFuture::from(promise).await.unwrap();
    let answer = slot.take();
    answer.unwrap()
}

fn put(shelf: Shelf, key: &str, text: &str) -> Change {
    Change::Put {
        shelf,
        key: key.into(),
        text: Pii::new(text),
    }
}

fn span(from: &str, to: &str) -> Span {
    Span {
        from: from.into(),
        to: to.into(),
    }
}

fn read(shelf: Shelf, from: &str, to: &str, limit: u32) -> Read {
    Read {
        shelf,
        span: span(from, to),
        limit,
    }
}

fn texts(answer: Answer) -> Vec<Vec<String>> {
    let plain = |texts: Vec<Pii>| texts.iter().map(|text| text.as_str().to_owned()).collect();
    answer.unwrap().into_iter().map(plain).collect()
}

#[wasm_bindgen_test]
async fn what_is_put_is_read_in_the_order_of_its_keys() {
    let archive = Archive::new("cti-test-order");
    let puts = ["c", "a", "d", "b"].map(|key| put(Shelf::Calls, key, key));
    run(&archive, puts.to_vec(), vec![]).await.unwrap();
    let all = run(
        &archive,
        vec![],
        vec![
            read(Shelf::Calls, "a", "c", 10),
            read(Shelf::Calls, "a", "z", 2),
            read(Shelf::Gaps, "a", "z", 9),
        ],
    );
    assert_eq!(texts(all.await), [vec!["a", "b", "c"], vec!["a", "b"], vec![]]);
    let changes = vec![
        put(Shelf::Calls, "e", "e"),
        Change::Delete {
            shelf: Shelf::Calls,
            span: span("a", "a"),
        },
        Change::Keep {
            shelf: Shelf::Calls,
            span: span("a", "z"),
            first: 2,
        },
    ];
    run(&archive, changes, vec![]).await.unwrap();
    let all = run(&archive, vec![], vec![read(Shelf::Calls, "a", "z", 9)]).await;
    assert_eq!(texts(all), [["b", "c"]]);
    forget("cti-test-order").await;
}

#[wasm_bindgen_test]
async fn jobs_that_come_before_it_is_open_are_done_in_their_order() {
    let archive = Archive::new("cti-test-early");
    archive.run(
        Job {
            number: 1,
            changes: vec![put(Shelf::Notes, "a", "first")],
            reads: vec![],
        },
        Box::new(|answer| assert!(answer.is_ok())),
    );
    let all = run(
        &archive,
        vec![put(Shelf::Notes, "a", "second")],
        vec![read(Shelf::Notes, "a", "a", 1)],
    );
    assert_eq!(texts(all.await), [["second"]]);
    forget("cti-test-early").await;
}

#[wasm_bindgen_test]
async fn a_database_of_the_previous_version_is_opened_with_all_that_it_holds() {
    let name = "cti-test-v1";
    prepare(
        name,
        "const database = await open(1, ['calls', 'gaps']);
         const writing = database.transaction(['calls', 'gaps'], 'readwrite');
         writing.objectStore('calls').put('an old call', 'k1');
         writing.objectStore('gaps').put('an old gap', 'k2');
         await new Promise((resolve) => (writing.oncomplete = resolve));
         database.close();",
    )
    .await;
    let archive = Archive::new(name);
    let all = run(
        &archive,
        vec![put(Shelf::Notes, "k1", "a new note")],
        Shelf::ALL.map(|shelf| read(shelf, "a", "z", 9)).to_vec(),
    );
    let expected: [Vec<&str>; 6] = [
        vec!["an old call"],
        vec!["an old gap"],
        vec!["a new note"],
        vec![],
        vec![],
        vec![],
    ];
    assert_eq!(texts(all.await), expected);
    let version = prepare(
        name,
        "const database = await open(undefined, []); database.close(); return database.version;",
    );
    assert_eq!(version.await, f64::from(VERSION));
    forget(name).await;
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let name = "cti-test-newer";
    prepare(name, "(await open(7, ['calls', 'other'])).close();").await;
    let archive = Archive::new(name);
    let answer = run(&archive, vec![put(Shelf::Calls, "a", "a")], vec![]).await;
    assert_eq!(answer, Err(Trouble::Newer));
    forget(name).await;
}

#[wasm_bindgen_test]
async fn an_old_tab_that_holds_it_is_no_hang_and_its_end_is_seen() {
    let name = "cti-test-blocked";
    let old = prepare(name, "return open(1, ['calls', 'gaps']);").await;
    let archive = Archive::new(name);
    let answer = run(&archive, vec![put(Shelf::Calls, "a", "a")], vec![]).await;
    assert_eq!(answer, Err(Trouble::Broken));
    old.unchecked_into::<IdbDatabase>().close();
    let all = run(
        &archive,
        vec![put(Shelf::Calls, "b", "b")],
        vec![read(Shelf::Calls, "a", "z", 9)],
    );
    assert_eq!(texts(all.await), [["b"]]);
    forget(name).await;
}

#[wasm_bindgen_test]
async fn it_makes_way_and_opens_again() {
    let name = "cti-test-way";
    let archive = Archive::new(name);
    run(&archive, vec![put(Shelf::Calls, "a", "a")], vec![])
        .await
        .unwrap();
    // Would wait for ever if the connection stayed open.
    forget(name).await;
    let all = run(&archive, vec![], vec![read(Shelf::Calls, "a", "z", 9)]).await;
    assert_eq!(texts(all), [Vec::<String>::new()]);
    forget(name).await;
}

#[wasm_bindgen_test]
async fn no_storage_is_told_at_once() {
    let replace = "window.kept ??= Object.getOwnPropertyDescriptor(window, 'indexedDB');
        Object.defineProperty(window, 'indexedDB', { configurable: true, get: ";
    let fakes = [
        "() => { throw new DOMException('no', 'SecurityError'); } });",
        "() => null });",
        "() => ({ open() { throw new DOMException('no', 'SecurityError'); } }) });",
    ];
    for fake in fakes {
        script("", &[replace, fake].concat()).await;
        let archive = Archive::new("cti-test-denied");
        let answer = run(&archive, vec![put(Shelf::Calls, "a", "a")], vec![]).await;
        let again = run(&archive, vec![], vec![]).await;
        script("", "Object.defineProperty(window, 'indexedDB', window.kept);").await;
        assert_eq!(
            (answer, again),
            (Err(Trouble::Denied), Err(Trouble::Denied)),
            "{fake}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_full_disk_is_told_and_nothing_is_half_written() {
    let name = "cti-test-full";
    let archive = Archive::new(name);
    run(&archive, vec![put(Shelf::Calls, "a", "before")], vec![])
        .await
        .unwrap();
    script(
        "",
        "window.put ??= IDBObjectStore.prototype.put;
         IDBObjectStore.prototype.put = function (value, key) {
             if (key === 'full') throw new DOMException('no', 'QuotaExceededError');
             return window.put.call(this, value, key);
         };",
    )
    .await;
    let changes = vec![put(Shelf::Calls, "a", "after"), put(Shelf::Calls, "full", "x")];
    let answer = run(&archive, changes, vec![]).await;
    script("", "IDBObjectStore.prototype.put = window.put;").await;
    assert_eq!(answer, Err(Trouble::Full));
    let all = run(&archive, vec![], vec![read(Shelf::Calls, "a", "z", 9)]).await;
    assert_eq!(texts(all), [["before"]]);
    forget(name).await;
}
