"use client";

import { Monitor, Moon, Rows3, Rows4, Sun, SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuChoice, MenuDivider } from "@/components/ui/menu";
import { type Density, densityOf, rememberDensity } from "./density";

const themes = [
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
];

const densities = [
  { value: "comfortable", label: "Comfortable, 40 px", icon: <Rows3 aria-hidden /> },
  { value: "compact", label: "Compact, 32 px", icon: <Rows4 aria-hidden /> },
];

/** Theme and row height, both remembered by this browser. */
export function AppearanceMenu({ density: initial }: { density: Density }) {
  const { theme = "system", setTheme } = useTheme();
  const [density, setDensity] = useState(initial);
  const choose = (value: string) => {
    const next = densityOf(value);
    document.documentElement.dataset.density = next;
    setDensity(next);
    void rememberDensity(next);
  };
  return (
    <Menu label="Appearance" trigger={<IconButton label="Appearance" icon={<SunMoon />} />}>
      <MenuChoice label="Theme" value={theme} onValueChange={setTheme} options={themes} />
      <MenuDivider />
      <MenuChoice label="Table rows" value={density} onValueChange={choose} options={densities} />
    </Menu>
  );
}
