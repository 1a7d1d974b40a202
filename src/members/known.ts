/**
 * SQL of a common table `known (id)`, for a statement that begins `with recursive`: the members that `start` selects, and
 * whoever they turned out to be.
 */
export function known(start: string): string {
  return `known (id) as (
    ${start}
    union
    select members.merged_into from members join known on members.id = known.id
    where members.merged_into is not null
  )`;
}

/** SQL: the one of `known` that stands for all of them today; of several persons, the one known for longest. */
export const WHO_IS_NOW = `
  select id from known join members using (id) where merged_into is null order by members.created_at, id limit 1`;
