from ingest.readers.pdf_grids import Cell, page_grids
from ingest.readers.pdf_rulings import Lines, Rule, Rulings, joined


def test_pieces_of_a_line_are_joined() -> None:
    pieces = [Rule(10, 0, 50), Rule(11, 51, 90), Rule(10, 200, 220), Rule(40, 0, 50)]
    assert [(round(r.at), r.start, r.end) for r in joined(pieces)] == [
        (10, 0, 90),
        (10, 200, 220),
        (40, 0, 50),
    ]


def test_a_cell_without_a_wall_spans_columns() -> None:
    horizontal = (Rule(0, 0, 200), Rule(20, 0, 200), Rule(40, 0, 200))
    vertical = (Rule(0, 0, 40), Rule(100, 20, 40), Rule(200, 0, 40))
    (grid,) = page_grids(Rulings(Lines(horizontal, vertical)))
    assert grid.cells == (
        Cell(0, 0, 0, 0, 200, 20),
        Cell(1, 0, 0, 20, 100, 40),
        Cell(1, 1, 100, 20, 200, 40),
    )


def test_a_table_open_at_its_sides_reaches_to_the_ends_of_its_rules() -> None:
    horizontal = tuple(Rule(y, 0, 200) for y in (0, 20, 40))
    (grid,) = page_grids(Rulings(Lines(horizontal, (Rule(80, 0, 40),))))
    assert (grid.columns, grid.rows, grid.box) == (2, 2, (0, 0, 200, 40))


def test_rules_of_one_width_make_a_grid_and_others_stay_out() -> None:
    same = tuple(Rule(y, 50, 500) for y in (100, 120, 140))
    (grid,) = page_grids(Rulings(Lines((*same, Rule(110, 60, 90), Rule(600, 50, 500)))))
    assert (grid.columns, grid.rows) == (1, 2)


def test_too_many_crossings_are_left_alone() -> None:
    many = tuple(Rule(5.0 * at, 0, 5000) for at in range(700))
    assert page_grids(Rulings(Lines(many, many))) == []
