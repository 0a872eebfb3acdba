//! The agents.

/// An agent with a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id in the account.
    pub id: u64,
    /// The name that others see.
    pub name: String,
    /// The status at the start of the day, with its colour if the account made it up.
    pub status: (&'static str, Option<&'static str>),
}

/// The id of the first agent, Anna Kim: the one whom the demo page shows at work.
pub const FIRST_USER: u64 = 101;

/// The eight of the small team, who have their own statuses in the morning.
const TEAM: [(&str, &str, Option<&str>); 8] = [
    ("Anna Kim", "Ready", None),
    ("Ben Okafor", "Ready", None),
    ("Chloé Dubois", "Ready", None),
    ("Dmitri Sokolov", "Ready", None),
    ("Emeka Musa", "Ready", None),
    ("Fatima Haddad", "Timeout", None),
    ("Grace Lindqvist", "Training", Some("#7a5cff")),
    ("Hiroshi Tanaka", "Online", None),
];

#[rustfmt::skip]
const GIVEN: [&str; 72] = [
    "Aisha", "Alejandro", "Amélie", "Anders", "Anjali", "Arman", "Beatriz", "Bilal", "Björn", "Camila",
    "Carlos", "Chiara", "Daniyar", "Davide", "Elena", "Elif", "Emil", "Esra", "Farid", "Fernanda", "Finn",
    "Gabriel", "Giulia", "Gulnara", "Hana", "Hassan", "Helena", "Hugo", "Ingrid", "Isabel", "Ivan", "Jamal",
    "Jana", "João", "Jonas", "Kamila", "Katarzyna", "Kenji", "Laila", "Lars", "Leila", "Lucas", "Luisa",
    "Maja", "Marek", "Maria", "Mateus", "Mei", "Miguel", "Mina", "Nadia", "Niamh", "Nikolai", "Nora", "Olga",
    "Omar", "Oscar", "Paula", "Pedro", "Priya", "Rafael", "Rania", "Rosa", "Ruslan", "Samir", "Sofia",
    "Tariq", "Tomás", "Ulrike", "Wei", "Yasmin", "Zoë",
];

#[rustfmt::skip]
const FAMILY: [&str; 71] = [
    "Abdi", "Acosta", "Ahmed", "Almeida", "Andersson", "Bauer", "Becker", "Bianchi", "Bondarenko", "Byrne",
    "Carvalho", "Castillo", "Cohen", "Costa", "Da Silva", "Diallo", "Eriksen", "Fernández", "Fischer",
    "Fofana", "Garcia", "Gomes", "Gupta", "Hansen", "Hernández", "Ito", "Ivanova", "Jansen", "Jiménez",
    "Kaya", "Keller", "Khan", "Kowalski", "Kuznetsov", "Laurent", "Lefèvre", "Li", "Lopes", "Marchetti",
    "Martin", "Mbeki", "Mendoza", "Moreau", "Murphy", "Nakamura", "Navarro", "Nguyen", "Nowak", "O'Brien",
    "Oliveira", "Öztürk", "Papadopoulos", "Park", "Patel", "Pereira", "Petrov", "Popescu", "Ramos", "Ricci",
    "Rossi", "Sánchez", "Sato", "Schmidt", "Serik", "Singh", "Smirnova", "Tran", "Usman", "Vargas", "Wang",
    "Yilmaz",
];

/// A team of this size. Every name is there once: the two lists have lengths without a common factor, so walking both at
/// once meets each pair before it meets one again.
pub fn team(size: usize) -> Vec<Person> {
    (0..size)
        .map(|index| {
            let id = FIRST_USER + index as u64;
            match TEAM.get(index) {
                Some((name, status, color)) => Person {
                    id,
                    name: (*name).into(),
                    status: (status, *color),
                },
                None => {
                    let name = format!("{} {}", GIVEN[index % GIVEN.len()], FAMILY[index % FAMILY.len()]);
                    Person {
                        id,
                        name,
                        status: ("Ready", None),
                    }
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn thousands_of_agents_have_names_of_their_own() {
        let team = team(5000);
        assert_eq!(
            (team.len(), team[0].id, team[0].name.as_str()),
            (5000, 101, "Anna Kim")
        );
        let names: HashSet<_> = team.iter().map(|person| &person.name).collect();
        assert_eq!(names.len(), 5000);
    }
}
