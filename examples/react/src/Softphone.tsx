import { mount, type Config, type Handle } from "cti-softphone";
import { useEffect, useRef } from "react";

interface Props {
  /** The same object as long as it says the same: another one mounts anew. */
  config: Config;
  /** Gets the handle when the widget is mounted, and nothing when it is gone. */
  onHandle: (handle: Handle | undefined) => void;
}

/** The widget: mounted with the component, destroyed with it. */
export function Softphone({ config, onHandle }: Props) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const handle = mount(element, config);
    onHandle(handle);
    return () => {
      onHandle(undefined);
      handle.destroy();
    };
  }, [config, onHandle]);
  return <aside ref={place} aria-label="Softphone" />;
}
