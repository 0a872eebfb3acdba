/** The customers of the example CRM. */
export interface Customer {
  name: string;
  city: string;
  number: string;
}

export const CUSTOMERS: Customer[] = [
  { name: "Ada Whitfield", city: "London", number: "+442079460018" },
  { name: "Jonas Weber", city: "Berlin", number: "+493023125014" },
  // The sandbox's phones find this number busy, and cannot dial the last one.
  { name: "Always Busy Ltd", city: "London", number: "+442079460486" },
  { name: "Number unknown", city: "Madrid", number: "none" },
];
