//! Who calls. The numbers come from the ranges that a country keeps free for films and examples (United Kingdom, United
//! States, France, Germany, Ireland, Sweden, Australia); where there is no such range, from blocks of zeros.

use crate::{dice::Dice, outcome::magic};
use cti_protocol::{Pii, Variables};
use serde::Serialize;

/// A customer of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// The number under which the CRM knows them.
    pub id: u32,
    /// Their name.
    pub name: &'static str,
    /// Their phone number.
    pub number: &'static str,
    /// Where they work.
    pub company: &'static str,
    /// Two letters of their country.
    pub country: &'static str,
    /// Two letters of the language that they speak.
    pub language: &'static str,
    /// What they pay for.
    pub plan: &'static str,
    /// The queue that their calls come through.
    pub queue: &'static str,
}

const fn customer(
    id: u32,
    name: &'static str,
    number: &'static str,
    company: &'static str,
    country_language: (&'static str, &'static str),
    plan: &'static str,
    queue: &'static str,
) -> Customer {
    let (country, language) = country_language;
    Customer {
        id,
        name,
        number,
        company,
        country,
        language,
        plan,
        queue,
    }
}

/// The customers that the CRM knows. They call again and again.
#[rustfmt::skip]
pub const CUSTOMERS: [Customer; 24] = [
    customer(48201, "Olivia Bennett", "+442079460018", "Bennett & Rowe", ("GB", "en"), "Business", "Support EMEA"),
    customer(48202, "Harish Nair", "+442079460131", "Thames Freight", ("GB", "en"), "Enterprise", "VIP"),
    customer(48203, "Siobhán Kelly", "+447700900142", "Kelly Interiors", ("GB", "en"), "Starter", "Billing"),
    customer(48204, "Marcus Reed", "+14155550127", "Bayline Robotics", ("US", "en"), "Enterprise", "Support Americas"),
    customer(48205, "Danielle Foster", "+12125550164", "Foster Legal", ("US", "en"), "Business", "Billing"),
    customer(48206, "José Ramírez", "+13055550119", "Ramírez Imports", ("US", "es"), "Starter", "Soporte ES"),
    customer(48207, "Lucía Ferrer", "+34600000172", "Talleres Ferrer", ("ES", "es"), "Business", "Soporte ES"),
    customer(48208, "Íñigo Etxeberria", "+34600000345", "Bidasoa Norte", ("ES", "es"), "Starter", "Ventas"),
    customer(48209, "Camille Rousseau", "+33639981254", "Atelier Rousseau", ("FR", "fr"), "Business", "Service client"),
    customer(48210, "Thierry N'Diaye", "+33199004417", "Logis Ouest", ("FR", "fr"), "Enterprise", "VIP"),
    customer(48211, "Katharina Vogel", "+493023125033", "Vogel Medizintechnik",
        ("DE", "de"), "Enterprise", "Kundendienst"),
    customer(48212, "Jörg Öhlmann", "+494066969712", "Hafenkontor Nord", ("DE", "de"), "Business", "Kundendienst"),
    customer(48213, "Aoife Brennan", "+353209101177", "Shannon Foods", ("IE", "en"), "Starter", "Support EMEA"),
    customer(48214, "Elin Bergström", "+46846500421", "Bergström Bygg", ("SE", "sv"), "Business", "Support EMEA"),
    customer(48215, "Noah Campbell", "+61255501236", "Harbour Solar", ("AU", "en"), "Business", "Support APAC"),
    customer(48216, "Mia Papadakis", "+61255507788", "Papadakis Catering",
        ("AU", "en"), "Starter", "Returns & Refunds"),
    customer(48217, "Beatriz Carvalho", "+551100000112", "Clínica Carvalho", ("BR", "pt"), "Enterprise", "Suporte BR"),
    customer(48218, "Thiago Moura", "+552100000238", "Moura Games", ("BR", "pt"), "Starter", "Vendas"),
    customer(48219, "Aigerim Nurlanova", "+77000000145", "Nurlan Trade", ("KZ", "kk"), "Business", "Support CIS"),
    customer(48220, "Sergei Volkov", "+77000000271", "Altai Cargo", ("KZ", "ru"), "Enterprise", "Support CIS"),
    customer(48221, "Layla Al-Farsi", "+971500000116", "Farsi Pearl Hotels", ("AE", "ar"), "Enterprise", "VIP"),
    customer(48222, "עדי לוי", "+972500000139", "Levi Optics", ("IL", "he"), "Starter", "Support EMEA"),
    customer(48223, "佐藤 美咲", "+819000000162", "Sato Stationery", ("JP", "ja"), "Business", "Support APAC"),
    customer(48224, "Johann-Sebastian von Hohenlohe-Langenburg", "+493023125907", "Hohenlohe Vermögensverwaltung",
        ("DE", "de"), "Enterprise", "VIP"),
];

const TOPICS: [&str; 10] = [
    "Delivery is late",
    "Invoice question",
    "Cannot sign in",
    "Change of address",
    "Upgrade",
    "Cancellation",
    "Warranty",
    "Wrong item",
    "New order",
    "Call back as agreed",
];

/// Somebody who calls or is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Their number.
    pub number: String,
    /// Their name, if anybody knows it.
    pub name: Option<String>,
    /// The queue that they come through.
    pub queue: &'static str,
    /// What the CRM and the voice menu know of their matter.
    pub variables: Variables,
}

impl Party {
    /// Somebody who calls: mostly a known customer, sometimes a stranger, rarely somebody who hides their number.
    pub fn random(dice: &mut Dice) -> Self {
        let who = dice.below(100);
        let customer = *dice.pick(&CUSTOMERS);
        let stranger = stranger(dice);
        let mut variables = variables([
            ("ticket", format!("ACM-{}", 10_000 + dice.below(80_000))),
            ("topic", (*dice.pick(&TOPICS)).to_owned()),
        ]);
        let (number, name) = match who {
            0..82 => {
                variables.extend(customer.variables());
                (customer.number.to_owned(), Some(customer.name.to_owned()))
            }
            82..97 => (stranger, None),
            _ => ("Anonymous".to_owned(), None),
        };
        Self {
            number,
            name,
            queue: customer.queue,
            variables,
        }
    }
}

impl Customer {
    /// The customer with this number, however it is spelled.
    pub fn by_number(number: &str) -> Option<&'static Self> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let wanted = digits(number);
        CUSTOMERS
            .iter()
            .find(|customer| digits(customer.number) == wanted)
    }

    /// What is known of them.
    pub fn variables(&self) -> Variables {
        variables([
            ("customer_id", self.id.to_string()),
            ("company", self.company.to_owned()),
            ("plan", self.plan.to_owned()),
            ("language", self.language.to_owned()),
        ])
    }
}

/// Variables from pairs.
pub fn variables<const N: usize>(pairs: [(&str, String); N]) -> Variables {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Pii::from(value)))
        .collect()
}

/// Where strangers call from, and how many digits follow.
const AREAS: [(&str, u32); 6] = [
    ("+442079460", 3),
    ("+141555501", 2),
    ("+3363998", 4),
    ("+4930231250", 2),
    ("+6125550", 4),
    ("+353209100", 3),
];

fn stranger(dice: &mut Dice) -> String {
    let (area, digits) = *dice.pick(&AREAS);
    let end = 10_usize.pow(digits);
    let number = |tail: usize| format!("{area}{:0width$}", tail % end, width = digits as usize);
    let mut tail = dice.below(end);
    // A magic number would not be answered when somebody calls back.
    while magic(&number(tail)).is_some() {
        tail += 1;
    }
    number(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn customers_have_numbers_of_their_own_and_no_magic_ones() {
        let numbers: HashSet<_> = CUSTOMERS.iter().map(|customer| customer.number).collect();
        assert_eq!(numbers.len(), CUSTOMERS.len());
        for customer in CUSTOMERS {
            assert_eq!(magic(customer.number), None, "{}", customer.number);
            let digits = customer.number.strip_prefix('+').unwrap();
            assert!(
                digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{}",
                customer.number
            );
        }
        assert_eq!(
            Customer::by_number("+44 (20) 7946-0018").unwrap().name,
            "Olivia Bennett"
        );
    }

    #[test]
    fn callers_are_a_mixture() {
        let mut dice = Dice::new(1, 0);
        let parties: Vec<_> = (0..1000).map(|_| Party::random(&mut dice)).collect();
        let count = |test: fn(&Party) -> bool| parties.iter().filter(|party| test(party)).count();
        assert!((770..870).contains(&count(|party| party.name.is_some())));
        assert!((100..200).contains(&count(
            |party| party.name.is_none() && party.number.starts_with('+')
        )));
        assert!((10..60).contains(&count(|party| party.number == "Anonymous")));
        assert_eq!(count(|party| magic(&party.number).is_some()), 0);
    }
}
