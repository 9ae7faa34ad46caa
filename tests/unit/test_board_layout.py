"""The geometry of the board: nothing lies on anything else, everything can be pointed at and walked to."""

from hypothesis import given
from hypothesis import strategies as st

from mottagning.ui.board.layout import Layout, Measures

M = Measures(slip_width=150, widest=225, slip_height=64, between=4, stages_apart=16, lane_heading=28, below_lane=16)
counts = st.integers(1, 6).flatmap(
    lambda stages: st.lists(st.lists(st.integers(0, 30), min_size=stages, max_size=stages), min_size=1, max_size=5)
)


def test_a_high_stage_gets_more_slips_side_by_side_while_there_is_room() -> None:
    assert Layout([[3, 30, 3]], M, 900, 400).across == (1, 3, 1)
    assert Layout([[3, 30, 3]], M, 480, 400).across == (1, 1, 1)
    assert Layout([[3, 5, 3]], M, 2000, 400).across == (1, 1, 1)  # all can be seen: columns stay columns


def test_the_width_is_used_up_and_no_more_unless_it_must() -> None:
    wide = Layout([[3, 5]], M, 1016, 2000)
    assert wide.columns == ((0, 500), (516, 500))
    assert wide.width == 1016
    narrow = Layout([[1, 1, 1]], M, 200, 2000)
    assert narrow.width == 3 * 150 + 2 * 16


def test_slips_are_as_wide_as_there_is_room_for_within_reason() -> None:
    assert Layout([[3, 3]], M, 416, 2000).place(0).width == 200
    assert Layout([[3, 3]], M, 2000, 2000).place(0).width == 225
    assert Layout([[3, 3]], M, 200, 2000).place(0).width == 150
    two = Layout([[3, 30]], M, 560, 500)
    assert (two.across, two.place(0).width, two.place(3).width) == ((1, 2), 195, 172)


def test_lanes_lie_below_one_another() -> None:
    layout = Layout([[2, 0], [0, 1]], M, 316, 0)
    assert [layout.place(n).y for n in range(3)] == [28, 28 + 68, 28 + 2 * 68 + 16 + 28]
    assert list(layout.lanes(0, 1000)) == [(0, 0), (1, 180)]
    assert list(layout.lanes(181, 1000)) == [(1, 180)]
    assert layout.height == 180 + 28 + 68 + 16


@given(counts, st.integers(100, 3000), st.integers(0, 2000))
def test_every_slip_is_found_where_it_stands(cells: list[list[int]], width: int, height: int) -> None:
    layout = Layout(cells, M, width, height)
    assert layout.count == sum(map(sum, cells))
    taken = set()
    for slip in range(layout.count):
        box = layout.place(slip)
        taken.add((box.x, box.y))
        assert 150 <= box.width <= 225
        for x, y in ((box.x, box.y), (box.x + box.width - 1, box.y + 63)):
            assert layout.at(x, y) == slip
        assert layout.at(box.x, box.y + 64) != slip
        assert 0 <= box.x <= layout.width - box.width
        assert 28 <= box.y <= layout.height - 64
    assert len(taken) == layout.count
    found = list(layout.within(0, 0, layout.width, layout.height))
    assert sorted(slip for slip, _ in found) == list(range(layout.count))
    assert all(layout.place(slip) == box for slip, box in found)
    assert layout.at(-1, 0) is None
    assert layout.at(layout.width // 2, layout.height + 100) is None


@given(counts, st.integers(100, 3000), st.integers(0, 1500), st.integers(0, 400))
def test_a_part_of_the_board_holds_what_reaches_into_it(
    cells: list[list[int]], width: int, top: int, height: int
) -> None:
    layout = Layout(cells, M, width, 600)
    found = {slip for slip, _ in layout.within(0, top, width, top + height)}
    for slip in range(layout.count):
        box = layout.place(slip)
        if box.y < top + height and box.y + box.height > top and box.x < width:
            assert slip in found
    assert len(found) <= (height // 68 + 2) * sum(layout.across)


@given(counts, st.integers(100, 3000))
def test_every_slip_can_be_walked_to(cells: list[list[int]], width: int) -> None:
    layout = Layout(cells, M, width, 300)
    if not layout.count:
        return
    reached, waiting = {0}, [0]
    while waiting:
        slip = waiting.pop()
        for step in ("left", "right", "up", "down"):
            other = layout.beside(slip, step)  # type: ignore[arg-type]
            assert 0 <= other < layout.count
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    assert len(reached) == layout.count


def test_arrows_lead_to_what_stands_beside() -> None:
    layout = Layout([[3, 0, 5], [1, 1, 0]], M, 720, 300)
    assert layout.across == (1, 1, 2)
    # stage 0: 0 1 2 below one another; stage 2: 3 4 / 5 6 / 7; second lane: 8 and 9
    assert layout.beside(0, "right") == 3
    assert layout.beside(3, "right") == 4
    assert layout.beside(4, "right") == 4
    assert layout.beside(7, "left") == 2
    assert layout.beside(6, "down") == 7
    assert layout.beside(2, "down") == 8
    assert layout.beside(8, "up") == 2
    assert layout.beside(8, "right") == 9
    assert layout.beside(0, "up") == 0
    assert layout.beside(7, "down") == 9
    assert layout.beside(9, "down") == 9
