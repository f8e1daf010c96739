// Records as they were before they were written column by column.

function unfold({ order, sets }) {
  const rows = sets.map(({ count, cells, keys, columns }) => {
    const full = [];
    for (const column of columns) {
      if (Array.isArray(column)) full.push(column);
      else if ("one" in column) full.push(new Array(count).fill(column.one));
      else if ("at" in column) full.push(column.at.map((number) => column.words[number]));
      else full.push(full[column.of].map((text) => column.before + text));
    }
    return Array.from({ length: count }, (_, row) => {
      const made = { cells: {} };
      cells.forEach((name, i) => { if (full[i][row] !== null) made.cells[name] = full[i][row]; });
      keys.forEach((name, i) => { const value = full[cells.length + i][row]; if (value !== null) made[name] = value; });
      return made;
    });
  });
  const next = sets.map(() => 0);
  return order.map((set) => rows[set][next[set]++]);
}
