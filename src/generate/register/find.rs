//! Find: where a file lists its migrations, where it declares their modules, and what it calls
//! Seaworthy.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ImplItem, Item, ItemMod, Macro, Stmt, UseTree, Visibility};

use super::super::naming::is_version;
use super::RegisterError;
use super::list::{Form, List};
use super::source::{Edit, Source};

/// The only list of the file.
pub(super) fn list(source: &Source<'_>, version: &str) -> Result<List, RegisterError> {
    let Found {
        mut lists,
        computed,
    } = found(source, version)?;
    let version = version.to_owned();
    let Some(last) = lists.pop() else {
        return Err(match computed {
            Some(line) => RegisterError::NotAList { version, line },
            None => RegisterError::NoList,
        });
    };
    if !lists.is_empty() {
        let lines = lists
            .iter()
            .chain([&last])
            .map(|list| source.line(list.start))
            .collect();
        return Err(RegisterError::SeveralLists { version, lines });
    }
    match (last.form, computed) {
        // One of two migrators, and perhaps the other is meant.
        (Form::Boxes, Some(line)) => Err(RegisterError::NotAList { version, line }),
        // A function that computes its vector calls what `migrations!` wrote.
        _ => Ok(last),
    }
}

/// What may be meant by "the list of migrations".
#[derive(Default)]
struct Found {
    lists: Vec<List>,
    /// The line of a `fn migrations` that has more in it than a list.
    computed: Option<usize>,
}

fn found(source: &Source<'_>, version: &str) -> Result<Found, RegisterError> {
    let mut found = Found::default();
    let line = |span| source.line(source.range(span).start);
    for item in &source.file.items {
        match item {
            Item::Macro(item) if is_list(&item.mac) => {
                let list = List::of_modules(source, &item.mac, root(&item.mac));
                found
                    .lists
                    .push(list.ok_or_else(|| RegisterError::NotModules {
                        version: version.to_owned(),
                        line: line(item.mac.path.span()),
                    })?);
            }
            Item::Impl(item) if is_migrator(item) => {
                for function in item.items.iter().filter_map(fn_migrations) {
                    match boxes(source, &function.block) {
                        Some(list) => found.lists.push(list),
                        None => found.computed = Some(line(function.sig.ident.span())),
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A `mod` line for the version: among those of the other versions, in the order that rustfmt keeps.
/// Where there are none, among the other `mod` lines, or behind the `use` lines, or first of all.
pub(super) fn module_edit(source: &Source<'_>, version: &str) -> Option<Edit> {
    let items = &source.file.items;
    let newline = source.newline();
    let declared = items.iter().filter_map(declared);
    let versions: Vec<_> = declared
        .clone()
        .filter(|module| is_versioned(module))
        .collect();
    let modules = if versions.is_empty() {
        declared.collect()
    } else {
        versions
    };
    if let Some(first) = modules.first() {
        let previous = modules
            .iter()
            .rfind(|module| module.ident.to_string().as_str() < version);
        let declaration = declaration(source, previous.unwrap_or(first), version);
        return Some(match previous {
            Some(previous) => after(source, *previous, &format!("{newline}{declaration}")),
            None => before(source, *first, &format!("{declaration}{newline}")),
        });
    }
    let declaration = format!("mod {version};");
    let used = |item: &&Item| matches!(item, Item::Use(_) | Item::ExternCrate(_));
    match items.iter().rfind(used) {
        Some(used) => Some(after(
            source,
            used,
            &format!("{newline}{newline}{declaration}"),
        )),
        None => {
            let declaration = format!("{declaration}{newline}{newline}");
            items
                .first()
                .map(|first| before(source, first, &declaration))
        }
    }
}

fn after(source: &Source<'_>, item: &impl Spanned, text: &str) -> Edit {
    let at = source.after_comments(source.range(item.span()).end);
    Edit {
        range: at..at,
        text: text.to_owned(),
    }
}

fn before(source: &Source<'_>, item: &impl Spanned, text: &str) -> Edit {
    let at = source.range(item.span()).start;
    Edit {
        range: at..at,
        text: text.to_owned(),
    }
}

/// What this file calls Seaworthy; `root` is how the path of `migrations!` begins.
pub(super) fn crate_name(file: &syn::File, root: Option<&str>) -> String {
    if let Some(root) = root.filter(|root| NAMES.contains(root)) {
        return root.to_owned();
    }
    let mut roots = Roots::default();
    roots.visit_file(file);
    let known = NAMES
        .into_iter()
        .find(|name| roots.0.iter().any(|root| root == name));
    known.or(root).unwrap_or(NAMES[0]).to_owned()
}

/// Where a file knows both, the second is SeaORM's own crate.
const NAMES: [&str; 2] = ["seaworthy", "sea_orm_migration"];

/// The names that paths begin with.
#[derive(Default)]
struct Roots(Vec<String>);

impl<'ast> Visit<'ast> for Roots {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first().filter(|_| path.segments.len() > 1) {
            self.0.push(first.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.visit_root(&item.tree);
    }
}

impl Roots {
    fn visit_root(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.0.push(path.ident.to_string()),
            UseTree::Name(name) => self.0.push(name.ident.to_string()),
            UseTree::Rename(rename) => self.0.push(rename.ident.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.visit_root(tree)),
            UseTree::Glob(_) => {}
        }
    }
}

/// Whether it is `migrations! { … }`, of any crate but this one.
fn is_list(list: &Macro) -> bool {
    let is_own = root(list).is_some_and(|root| ["crate", "self", "super"].contains(&root.as_str()));
    !is_own
        && list
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "migrations")
}

/// The first of several segments.
fn root(list: &Macro) -> Option<String> {
    let segments = &list.path.segments;
    segments
        .first()
        .filter(|_| segments.len() > 1)
        .map(|root| root.ident.to_string())
}

fn is_migrator(item: &syn::ItemImpl) -> bool {
    let name = item
        .trait_
        .as_ref()
        .and_then(|(_, path, _)| path.segments.last());
    name.is_some_and(|name| name.ident == "MigratorTrait" || name.ident == "MigratorTraitSelf")
}

fn fn_migrations(item: &ImplItem) -> Option<&syn::ImplItemFn> {
    match item {
        ImplItem::Fn(function) if function.sig.ident == "migrations" => Some(function),
        _ => None,
    }
}

/// The `vec![…]` that a function ends with.
fn boxes(source: &Source<'_>, body: &Block) -> Option<List> {
    let list = match body.stmts.last()? {
        Stmt::Expr(Expr::Macro(expression), None) => &expression.mac,
        Stmt::Macro(statement) if statement.semi_token.is_none() => &statement.mac,
        _ => return None,
    };
    if list.path.segments.last()?.ident != "vec" {
        return None;
    }
    List::of_boxes(source, list)
}

/// A module in a file of its own.
fn declared(item: &Item) -> Option<&ItemMod> {
    match item {
        Item::Mod(module) if module.content.is_none() => Some(module),
        _ => None,
    }
}

fn is_versioned(module: &ItemMod) -> bool {
    is_version(&module.ident.to_string())
}

/// `mod version;`, as visible as its neighbour if that is a migration too.
fn declaration(source: &Source<'_>, neighbour: &ItemMod, version: &str) -> String {
    let visibility = match &neighbour.vis {
        Visibility::Inherited => "",
        _ if !is_versioned(neighbour) => "",
        visibility => {
            let start = source.range(visibility.span()).start;
            &source.text[start..source.range(neighbour.mod_token.span).start]
        }
    };
    format!("{visibility}mod {version};")
}
