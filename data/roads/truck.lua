-- Roads as a loaded 18 t rigid truck uses them (OSRM profile, API version 4).
--
-- Change the figures below to those of your own fleet: the text of this file is part
-- of a road graph's key, so the next `recycling roads build` makes a new graph.
-- The modules under lib/ come with the engine.

api_version = 4

-- These two first: the other modules use them without asking for them.
local Set = require("lib/set")
local Sequence = require("lib/sequence")
local Access = require("lib/access")
local Measure = require("lib/measure")
local Obstacles = require("lib/obstacles")
local Tags = require("lib/tags")
local Handlers = require("lib/way_handlers")

-- The truck, loaded.
local TRUCK = {
  mass_kg = 18000,
  axle_load_kg = 11500,
  height_m = 3.8,
  width_m = 2.55,
  length_m = 9.0,
  top_speed_kmh = 80,
}

-- A truck's mean speed stays below the limit on the sign.
local SHARE_OF_LIMIT = 0.85

-- Mean driving speed on an uncongested day, km/h. Traffic by hour is the planner's.
local SPEED_KMH = {
  motorway = 75, motorway_link = 40,
  trunk = 58, trunk_link = 35,
  primary = 45, primary_link = 28,
  secondary = 38, secondary_link = 24,
  tertiary = 32, tertiary_link = 20,
  unclassified = 24, residential = 18, living_street = 8,
  service = 12, road = 18, track = 10,
}

-- Forest and farm tracks that do not carry a heavy truck.
local SOFT_TRACKS = Set { "grade3", "grade4", "grade5" }

-- Junctions: seconds for the sharpest turn, and the factor when it crosses the
-- oncoming traffic. A turn on the spot is nearly never possible.
local TURN_S = 12
local CROSSING_FACTOR = 1.4
local U_TURN_S = 180
local GATE_S = 60

function setup()
  return {
    properties = {
      -- Like the duration, but a street only open to its own traffic is entered
      -- at the ends of a trip, not to cut through.
      weight_name = "routability",
      max_speed_for_map_matching = TRUCK.top_speed_kmh / 3.6,
      process_call_tagless_node = false,
      u_turn_penalty = U_TURN_S,
      continue_straight_at_waypoint = true,
      use_turn_restrictions = true,
    },
    default_mode = mode.driving,
    default_speed = 12,
    oneway_handling = true,
    vehicle_height = TRUCK.height_m,
    vehicle_width = TRUCK.width_m,
    vehicle_length = TRUCK.length_m,
    vehicle_weight = TRUCK.mass_kg,
    vehicle_max_speed = TRUCK.top_speed_kmh,

    -- The first of these tags that is present decides. "goods" is the tag of vans.
    access_tags_hierarchy = Sequence { "hgv", "motor_vehicle", "vehicle", "access" },
    restrictions = Sequence { "hgv", "motor_vehicle", "vehicle" },
    access_tag_whitelist = Set {
      "yes", "hgv", "motor_vehicle", "vehicle", "permissive", "designated",
    },
    access_tag_blacklist = Set {
      "no", "agricultural", "forestry", "emergency", "psv", "bus", "taxi", "foot",
      "bicycle", "military", "official", "private", "customers", "delivery",
      "destination", "permit", "residents", "unsuitable", "discouraged",
    },
    -- Collecting is delivering the other way round: such streets may be entered.
    restricted_access_tag_list = Set {
      "private", "customers", "delivery", "destination", "permit", "residents",
      "discouraged",
    },
    restricted_highway_whitelist = Set {
      "motorway", "motorway_link", "trunk", "trunk_link", "primary",
      "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
      "unclassified", "residential", "living_street", "service", "road", "track",
    },
    service_access_tag_blacklist = Set {},
    service_tag_forbidden = Set { "emergency_access", "parking_aisle" },
    construction_whitelist = Set { "no", "minor", "widening" },
    avoid = Set {
      "area", "reversible", "impassable", "steps", "construction", "proposed",
    },

    barriers_open = Set {
      "no", "entrance", "cattle_grid", "toll_booth", "border_control",
      "sally_port", "kerb",
    },
    gates = Set { "gate", "lift_gate", "swing_gate" },

    speeds = Sequence { highway = SPEED_KMH },
    route_speeds = { ferry = 8 },
    bridge_speeds = { movable = 5 },
    surface_speeds = {
      paving_stones = 40, bricks = 40, metal = 40, compacted = 35, wood = 20,
      sett = 25, cobblestone = 20, fine_gravel = 30, gravel = 25, unpaved = 25,
      pebblestone = 20, dirt = 15, ground = 15, earth = 12, clay = 12, grass = 8,
      sand = 8, mud = 5,
    },
    tracktype_speeds = { grade1 = 20, grade2 = 12 },
    smoothness_speeds = {
      intermediate = 50, bad = 25, very_bad = 12, horrible = 6, very_horrible = 4,
      impassable = 0,
    },
    -- Tolls and ferries are allowed and marked.
    classes = Sequence { "toll", "motorway", "ferry", "restricted", "tunnel" },
    highway_turn_classification = {},
    access_turn_classification = {},
  }
end

-- Close a direction when a limit there is below what the truck has.
local function close_below(way, result, data, keys, read, needed)
  local forward, backward = Tags.get_forward_backward_by_set(way, data, keys)
  local ahead, back = read(forward), read(backward)
  if ahead and ahead < needed then
    result.forward_mode = mode.inaccessible
  end
  if back and back < needed then
    result.backward_mode = mode.inaccessible
  end
end

-- Limits on signs. A "width" without "max" is a measure of the road, not a limit.
local function limits(profile, way, result, data)
  local rules = {
    { Sequence { "maxweight:hgv", "maxweight" }, Measure.get_max_weight, TRUCK.mass_kg },
    { Sequence { "maxweightrating:hgv", "maxweightrating" }, Measure.get_max_weight,
      TRUCK.mass_kg },
    { Sequence { "maxaxleload" }, Measure.get_max_weight, TRUCK.axle_load_kg },
    { Sequence { "maxheight:physical", "maxheight" }, Measure.get_max_height,
      TRUCK.height_m },
    { Sequence { "maxwidth:physical", "maxwidth" }, Measure.get_max_width,
      TRUCK.width_m },
    { Sequence { "maxlength:hgv", "maxlength" }, Measure.get_max_length,
      TRUCK.length_m },
  }
  for _, rule in ipairs(rules) do
    close_below(way, result, data, rule[1], rule[2], rule[3])
  end
  local is_closed = result.forward_mode == mode.inaccessible
    and result.backward_mode == mode.inaccessible
  return not is_closed
end

local function no_soft_tracks(profile, way, result, data)
  if data.highway == "track" then
    return not SOFT_TRACKS[way:get_value_by_key("tracktype") or "grade5"]
  end
end

local function below_limit(speed, limit)
  local kmh = limit and Measure.get_max_speed(limit)
  if kmh and kmh > 0 then
    return math.min(speed, kmh * SHARE_OF_LIMIT)
  end
  return speed
end

-- A limit slows a truck down; a high one does not make it faster than its class.
local function speed_limits(profile, way, result, data)
  local keys = Sequence { "maxspeed:hgv", "maxspeed:advisory", "maxspeed" }
  local forward, backward = Tags.get_forward_backward_by_set(way, data, keys)
  result.forward_speed = below_limit(result.forward_speed, forward)
  result.backward_speed = below_limit(result.backward_speed, backward)
end

-- Two trucks do not pass each other on one lane.
local function narrow_roads(profile, way, result, data)
  local is_two_way = result.forward_mode ~= mode.inaccessible
    and result.backward_mode ~= mode.inaccessible
  local lanes = tonumber((way:get_value_by_key("lanes") or ""):match("^%d+"))
  local factor = 1
  if is_two_way and lanes and lanes <= 1 then
    factor = 0.7
  end
  result.forward_speed = result.forward_speed * factor
  result.backward_speed = result.backward_speed * factor
  if result.forward_speed > 0 then
    result.forward_rate = result.forward_speed / 3.6
  end
  if result.backward_speed > 0 then
    result.backward_rate = result.backward_speed / 3.6
  end
end

local WAY = Sequence {
  Handlers.default_mode,
  Handlers.blocked_ways,
  Handlers.avoid_ways,
  no_soft_tracks,
  limits,
  Handlers.access,
  Handlers.oneway,
  Handlers.destinations,
  Handlers.ferries,
  Handlers.movables,
  Handlers.service,
  Handlers.speed,
  speed_limits,
  Handlers.surface,
  Handlers.vehicle_speed_cap,
  narrow_roads,
  Handlers.classes,
  Handlers.turn_lanes,
  Handlers.classification,
  Handlers.roundabouts,
  Handlers.startpoint,
  Handlers.driving_side,
  Handlers.names,
  Handlers.way_classification_for_turn,
}

function process_way(profile, way, result, relations)
  local data = {
    highway = way:get_value_by_key("highway"),
    bridge = way:get_value_by_key("bridge"),
    route = way:get_value_by_key("route"),
  }
  if data.highway or data.route then
    Handlers.run(profile, way, result, data, WAY, relations)
  end
end

local function is_closed(profile, node, barrier)
  local height_m = Measure.get_max_height(node:get_value_by_key("maxheight"), node)
  if height_m then
    return height_m < TRUCK.height_m
  end
  return not profile.barriers_open[barrier] and not profile.gates[barrier]
end

function process_node(profile, node, result, relations)
  local tag = Access.find_access_tag(node, profile.access_tags_hierarchy)
  local access = Access.resolve_access(tag, profile)
  local barrier = node:get_value_by_key("barrier")
  if access then
    local is_barred = profile.access_tag_blacklist[access]
      and not profile.restricted_access_tag_list[access]
    if is_barred then
      obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
    end
  elseif barrier and is_closed(profile, node, barrier) then
    obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
  end
  if barrier and profile.gates[barrier] then
    obstacle_map:add(
      node, Obstacle.new(obstacle_type.gate, obstacle_direction.both, GATE_S, 0)
    )
  end
  Obstacles.process_node(profile, node)
end

-- Seconds lost in changing direction: none straight on, all of them turning back.
local function turning_s(turn)
  local share = math.abs(turn.angle) / 180
  local seconds = TURN_S * share ^ 1.5
  local is_crossing
  if turn.is_left_hand_driving then
    is_crossing = turn.angle > 0
  else
    is_crossing = turn.angle < 0
  end
  local is_circling = turn.source_is_roundabout or turn.target_is_roundabout
  if is_crossing and not is_circling then
    seconds = seconds * CROSSING_FACTOR
  end
  return seconds
end

function process_turn(profile, turn)
  for _, obstacle in pairs(obstacle_map:get(turn.from, turn.via)) do
    local is_minor_stop = obstacle.type == obstacle_type.stop_minor
    if not is_minor_stop or Obstacles.entering_by_minor_road(turn) then
      turn.duration = turn.duration + obstacle.duration
    end
  end
  if turn.is_u_turn then
    turn.duration = turn.duration + U_TURN_S
  elseif turn.number_of_roads > 2 then
    turn.duration = turn.duration + turning_s(turn)
  end
  turn.weight = turn.duration
  if turn.target_restricted and not turn.source_restricted then
    turn.weight = constants.max_turn_weight
  end
end

return {
  setup = setup,
  process_way = process_way,
  process_node = process_node,
  process_turn = process_turn,
}
