import type { Config, Handle } from "cti-softphone";
import { useEffect, useState } from "react";
import { CUSTOMERS } from "../../shared/customers.ts";
import { dial, line } from "../../shared/softphone.ts";
import { Softphone } from "./Softphone.tsx";

export function App({ config }: { config: Config }) {
  const [phone, setPhone] = useState<Handle>();
  const [shown, setShown] = useState(true);
  const [following, setFollowing] = useState(true);
  const [events, setEvents] = useState<string[]>([]);
  const [result, setResult] = useState("");

  useEffect(() => {
    if (!phone || !following) return;
    return phone.on("*", (event) => setEvents((events) => [line(event), ...events].slice(0, 100)));
  }, [phone, following]);

  return (
    <main>
      <section>
        <h1>Customers</h1>
        <table>
          <tbody>
            {CUSTOMERS.map(({ name, city, number }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{city}</td>
                <td>
                  <button
                    disabled={!phone}
                    onClick={async () => phone && setResult(await dial(phone, name, number))}
                  >
                    Call {name}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p role="status">{result}</p>
        <button onClick={() => setShown(!shown)}>{shown ? "Leave" : "Enter"}</button>
        <button onClick={() => setFollowing(!following)}>{following ? "Stop the log" : "Follow the log"}</button>
        <ol aria-label="Events">
          {events.map((text, at) => (
            <li key={events.length - at}>{text}</li>
          ))}
        </ol>
      </section>
      {shown && <Softphone config={config} onHandle={setPhone} />}
    </main>
  );
}
