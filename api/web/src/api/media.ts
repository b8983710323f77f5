/** The media type of a scenario file, by its name. */
export function mediaOf(file: File): string {
  const name = file.name.toLowerCase();
  if (name.endsWith(".xlsx")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return name.endsWith(".json") ? "application/json" : "application/yaml";
}
