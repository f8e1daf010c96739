// Records as they were before they were written column by column.

function unfold({ order, sets }) {
  const rows = sets.map(({ count, cells, keys, columns }) => {
    const full = [];
    const open = (column) => {
      if (Array.isArray(column)) return column;
      if ("one" in column) return Array.from({ length: count }, () => column.one);
      if ("first" in column) return Array.from({ length: count }, (_, row) => column.first + row);
      if ("at" in column) return column.at.map((number) => column.words[number]);
      return open(column.before).map((text, row) => text + full[column.of][row]);
    };
    for (const column of columns) full.push(open(column));
    return Array.from({ length: count }, (_, row) => {
      const made = { cells: {} };
      cells.forEach((name, i) => {
        if (full[i][row] !== null) made.cells[name] = full[i][row];
      });
      keys.forEach((name, i) => {
        const value = full[cells.length + i][row];
        if (value !== null) made[name] = value;
      });
      return made;
    });
  });
  const next = sets.map(() => 0);
  return order.map((set) => rows[set][next[set]++]);
}
