SELECT
  *
FROM (
  SELECT
    "t31".*
    EXCLUDE ("incident_id")
  FROM (
    SELECT
      "t30"."pos",
      "t30"."incident_id",
      "t30"."directed",
      "t30"."norm",
      "t30"."bit",
      "t30"."stance_a",
      "t30"."stance_b",
      "t30"."spot",
      CASE
        WHEN (
          (
            "t30"."violation" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 6
        WHEN (
          (
            "t30"."live" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 5
        WHEN (
          (
            "t30"."exempt" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 4
        WHEN (
          (
            "t30"."away" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 3
        WHEN (
          (
            "t30"."late" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 2
        WHEN (
          (
            "t30"."unbound" >> "t30"."bit"
          ) & 1
        ) = 1
        THEN 1
        ELSE 0
      END AS "verdict",
      CAST((
        (
          (
            "t30"."u_act" >> "t30"."bit"
          ) & 1
        ) << 0
      ) | (
        (
          (
            "t30"."u_actor" >> "t30"."bit"
          ) & 1
        ) << 1
      ) | (
        (
          (
            "t30"."u_target" >> "t30"."bit"
          ) & 1
        ) << 2
      ) | (
        (
          (
            "t30"."u_time" >> "t30"."bit"
          ) & 1
        ) << 3
      ) | (
        (
          (
            "t30"."u_place" >> "t30"."bit"
          ) & 1
        ) << 4
      ) | (
        (
          (
            "t30"."u_exception" >> "t30"."bit"
          ) & 1
        ) << 5
      ) | (
        (
          (
            "t30"."u_direction" >> "t30"."bit"
          ) & 1
        ) << 6
      ) | (
        (
          (
            "t30"."u_grade" >> "t30"."bit"
          ) & 1
        ) << 7
      ) AS SMALLINT) AS "unknown",
      (
        (
          "t30"."live_a" >> "t30"."bit"
        ) & 1
      ) = 1 AS "charged_a",
      (
        (
          "t30"."live_b" >> "t30"."bit"
        ) & 1
      ) = 1 AS "charged_b"
    FROM (
      SELECT
        "t29"."pos",
        "t29"."incident_id",
        "t29"."directed",
        "t29"."norm",
        "t29"."stride",
        "t29"."bits",
        "t29"."stance_a",
        "t29"."stance_b",
        "t29"."spot",
        "t29"."live_a",
        "t29"."live_b",
        "t29"."violation",
        "t29"."live",
        "t29"."exempt",
        "t29"."away",
        "t29"."late",
        "t29"."unbound",
        "t29"."u_act",
        "t29"."u_actor",
        "t29"."u_target",
        "t29"."u_time",
        "t29"."u_place",
        "t29"."u_exception",
        "t29"."u_direction",
        "t29"."u_grade",
        UNNEST("t29"."bits") AS "bit"
      FROM (
        SELECT
          "t28"."pos",
          "t28"."incident_id",
          "t28"."directed",
          "t28"."norm",
          "t28"."stride",
          "t28"."bits",
          "t28"."stance_a",
          "t28"."stance_b",
          "t28"."spot",
          "t28"."live_a",
          "t28"."live_b",
          "t28"."sure_a" & (
            "t28"."sure_b" | (
              XOR("t28"."every", "t28"."both")
            )
          ) AS "violation",
          "t28"."live_a" | "t28"."live_b" AS "live",
          (
            "t28"."there_a" | "t28"."there_b"
          ) & (
            XOR("t28"."every", (
              "t28"."live_a" | "t28"."live_b"
            ))
          ) AS "exempt",
          (
            "t28"."bound_a" | "t28"."bound_b"
          ) & "t28"."t_may" & (
            XOR("t28"."every", "t28"."p_may")
          ) AS "away",
          (
            "t28"."bound_a" | "t28"."bound_b"
          ) & (
            XOR("t28"."every", "t28"."t_may")
          ) AS "late",
          (
            "t28"."covered_a" | "t28"."covered_b"
          ) & (
            XOR("t28"."every", (
              "t28"."bound_a" | "t28"."bound_b"
            ))
          ) AS "unbound",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t28"."every", "t28"."act_must")
          ) AS "u_act",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t28"."live_a" & (
                XOR("t28"."every", "t28"."b_must_a")
              )
            ) | (
              "t28"."live_b" & (
                XOR("t28"."every", "t28"."b_must_b")
              )
            )
          ) AS "u_actor",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t28"."live_a" & (
                XOR("t28"."every", "t28"."meant_a")
              )
            ) | (
              "t28"."live_b" & (
                XOR("t28"."every", "t28"."meant_b")
              )
            )
          ) AS "u_target",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t28"."every", "t28"."t_must")
          ) AS "u_time",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t28"."every", "t28"."p_must")
          ) AS "u_place",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t28"."live_a" & "t28"."xm_a"
            ) | (
              "t28"."live_b" & "t28"."xm_b"
            )
          ) AS "u_exception",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & "t28"."both" & (
            XOR("t28"."live_a", "t28"."live_b")
          ) AS "u_direction",
          (
            "t28"."live_a" | "t28"."live_b"
          ) & (
            XOR(
              "t28"."every",
              (
                "t28"."sure_a" & (
                  "t28"."sure_b" | (
                    XOR("t28"."every", "t28"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t28"."every", "t28"."grade_must")
          ) AS "u_grade"
        FROM (
          SELECT
            "t27"."pos",
            "t27"."incident_id",
            "t27"."directed",
            "t27"."deed",
            "t27"."moment",
            "t27"."stance_a",
            "t27"."stance_b",
            "t27"."spot",
            "t27"."bits",
            "t27"."norm",
            "t27"."stride",
            "t27"."every",
            "t27"."act_must",
            "t27"."act_may",
            "t27"."kind_must",
            "t27"."kind_may",
            "t27"."dx_must" | "t27"."zx_must" AS "dx_must",
            "t27"."dx_may" | "t27"."zx_may" AS "dx_may",
            "t27"."grade_must",
            "t27"."p_default",
            "t27"."of_moment",
            "t27"."of_spot",
            "t27"."of_stance_a",
            "t27"."of_stance_b",
            "t27"."moment_norm",
            "t27"."t_must",
            "t27"."t_may",
            "t27"."spot_norm",
            "t27"."p_must" | "t27"."p_default" AS "p_must",
            "t27"."p_may" | "t27"."p_default" AS "p_may",
            "t27"."zx_must",
            "t27"."zx_may",
            "t27"."stance_norm_a",
            "t27"."b_must_a",
            "t27"."xi_must_a",
            "t27"."x_must_a",
            "t27"."tp_must_a",
            "t27"."b_may_a",
            "t27"."xi_may_a",
            "t27"."x_may_a",
            "t27"."tp_may_a",
            "t27"."stance_norm_b",
            "t27"."b_must_b",
            "t27"."xi_must_b",
            "t27"."x_must_b",
            "t27"."tp_must_b",
            "t27"."b_may_b",
            "t27"."xi_may_b",
            "t27"."x_may_b",
            "t27"."tp_may_b",
            CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END AS "both",
            "t27"."kind_must" | "t27"."tp_must_b" AS "meant_a",
            "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_b" | "t27"."xi_must_a" AS "x_a",
            "t27"."dx_may" | "t27"."zx_may" | "t27"."x_may_b" | "t27"."xi_may_a" AS "xm_a",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_b"
            ) & "t27"."every" AS "covered_a",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_b"
            ) & "t27"."every" & "t27"."b_may_a" AS "bound_a",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_b"
            ) & "t27"."every" & "t27"."b_may_a" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) AS "there_a",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_b"
            ) & "t27"."every" & "t27"."b_may_a" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_b" | "t27"."xi_must_a"
                )
              )
            ) AS "live_a",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_b"
            ) & "t27"."every" & "t27"."b_may_a" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_b" | "t27"."xi_must_a"
                )
              )
            ) & "t27"."act_must" & (
              "t27"."kind_must" | "t27"."tp_must_b"
            ) & "t27"."b_must_a" & "t27"."t_must" & (
              "t27"."p_must" | "t27"."p_default"
            ) & "t27"."grade_must" & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_may" | "t27"."zx_may" | "t27"."x_may_b" | "t27"."xi_may_a"
                )
              )
            ) AS "sure_a",
            "t27"."kind_must" | "t27"."tp_must_a" AS "meant_b",
            "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_a" | "t27"."xi_must_b" AS "x_b",
            "t27"."dx_may" | "t27"."zx_may" | "t27"."x_may_a" | "t27"."xi_may_b" AS "xm_b",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_a"
            ) & CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END AS "covered_b",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_a"
            ) & CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END & "t27"."b_may_b" AS "bound_b",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_a"
            ) & CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END & "t27"."b_may_b" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) AS "there_b",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_a"
            ) & CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END & "t27"."b_may_b" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_a" | "t27"."xi_must_b"
                )
              )
            ) AS "live_b",
            "t27"."act_may" & (
              "t27"."kind_may" | "t27"."tp_may_a"
            ) & CASE WHEN "t27"."directed" THEN 0 ELSE "t27"."every" END & "t27"."b_may_b" & "t27"."t_may" & (
              "t27"."p_may" | "t27"."p_default"
            ) & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_must" | "t27"."zx_must" | "t27"."x_must_a" | "t27"."xi_must_b"
                )
              )
            ) & "t27"."act_must" & (
              "t27"."kind_must" | "t27"."tp_must_a"
            ) & "t27"."b_must_b" & "t27"."t_must" & (
              "t27"."p_must" | "t27"."p_default"
            ) & "t27"."grade_must" & (
              XOR(
                "t27"."every",
                (
                  "t27"."dx_may" | "t27"."zx_may" | "t27"."x_may_a" | "t27"."xi_may_b"
                )
              )
            ) AS "sure_b"
          FROM (
            SELECT
              "t26"."pos",
              "t26"."incident_id",
              "t26"."directed",
              "t26"."deed",
              "t26"."moment",
              "t26"."stance_a",
              "t26"."stance_b",
              "t26"."spot",
              "t26"."bits",
              "t26"."norm",
              "t26"."stride",
              "t26"."every",
              "t26"."act_must",
              "t26"."act_may",
              "t26"."kind_must",
              "t26"."kind_may",
              "t26"."dx_must",
              "t26"."dx_may",
              "t26"."grade_must",
              "t26"."p_default",
              "t26"."of_moment",
              "t26"."of_spot",
              "t26"."of_stance_a",
              "t26"."of_stance_b",
              "t9"."moment_norm",
              "t9"."t_must",
              "t9"."t_may",
              "t10"."spot_norm",
              "t10"."p_must",
              "t10"."p_may",
              "t10"."zx_must",
              "t10"."zx_may",
              "t20"."stance_norm_a",
              "t20"."b_must_a",
              "t20"."xi_must_a",
              "t20"."x_must_a",
              "t20"."tp_must_a",
              "t20"."b_may_a",
              "t20"."xi_may_a",
              "t20"."x_may_a",
              "t20"."tp_may_a",
              "t21"."stance_norm_b",
              "t21"."b_must_b",
              "t21"."xi_must_b",
              "t21"."x_must_b",
              "t21"."tp_must_b",
              "t21"."b_may_b",
              "t21"."xi_may_b",
              "t21"."x_may_b",
              "t21"."tp_may_b"
            FROM (
              SELECT
                "t24"."pos",
                "t24"."incident_id",
                "t24"."directed",
                "t24"."deed",
                "t24"."moment",
                "t24"."stance_a",
                "t24"."stance_b",
                "t24"."spot",
                "t24"."bits",
                "t24"."norm",
                "t24"."stride",
                "t24"."every",
                "t24"."act_must",
                "t24"."act_may",
                "t24"."kind_must",
                "t24"."kind_may",
                "t24"."dx_must",
                "t24"."dx_may",
                "t24"."grade_must",
                "t24"."p_default",
                (
                  "t24"."moment" * "t24"."stride"
                ) + "t24"."norm" AS "of_moment",
                (
                  "t24"."spot" * "t24"."stride"
                ) + "t24"."norm" AS "of_spot",
                (
                  "t24"."stance_a" * "t24"."stride"
                ) + "t24"."norm" AS "of_stance_a",
                (
                  "t24"."stance_b" * "t24"."stride"
                ) + "t24"."norm" AS "of_stance_b"
              FROM (
                SELECT
                  "t11"."pos",
                  "t11"."incident_id",
                  "t11"."directed",
                  "t12"."deed",
                  "t11"."moment",
                  "t22"."stance_a",
                  "t23"."stance_b",
                  "t14"."spot",
                  "t15"."bits",
                  "t15"."norm",
                  "t15"."stride",
                  "t15"."every",
                  "t15"."act_must",
                  "t15"."act_may",
                  "t15"."kind_must",
                  "t15"."kind_may",
                  "t15"."dx_must",
                  "t15"."dx_may",
                  "t15"."grade_must",
                  "t15"."p_default"
                FROM "servanda_timed" AS "t11"
                LEFT OUTER JOIN "servanda_deed_of" AS "t12"
                  ON "t11"."act" = "t12"."act"
                  AND "t11"."weapon" = "t12"."weapon"
                  AND "t11"."target_kind" = "t12"."target_kind"
                  AND "t11"."info_grade" = "t12"."info_grade"
                  AND "t11"."self_defence" = "t12"."self_defence"
                LEFT OUTER JOIN (
                  SELECT
                    "t8"."side" AS "side_a",
                    "t8"."of_moment" AS "of_moment_a",
                    "t8"."stance" AS "stance_a"
                  FROM "servanda_stance_of" AS "t8"
                ) AS "t22"
                  ON "t11"."side_a" = "t22"."side_a" AND "t11"."moment" = "t22"."of_moment_a"
                LEFT OUTER JOIN (
                  SELECT
                    "t8"."side" AS "side_b",
                    "t8"."of_moment" AS "of_moment_b",
                    "t8"."stance" AS "stance_b"
                  FROM "servanda_stance_of" AS "t8"
                ) AS "t23"
                  ON "t11"."side_b" = "t23"."side_b" AND "t11"."moment" = "t23"."of_moment_b"
                LEFT OUTER JOIN "servanda_era_of" AS "t13"
                  ON "t11"."moment" = "t13"."moment"
                LEFT OUTER JOIN "servanda_spot_of" AS "t14"
                  ON "t11"."lon" = "t14"."lon"
                  AND "t11"."lat" = "t14"."lat"
                  AND "t11"."radius_m" = "t14"."radius_m"
                  AND "t11"."within" = "t14"."within"
                  AND "t13"."era" = "t14"."era"
                INNER JOIN "servanda_deeds" AS "t15"
                  ON "t12"."deed" = "t15"."deed"
              ) AS "t24"
            ) AS "t26"
            INNER JOIN "servanda_moments" AS "t9"
              ON "t26"."of_moment" = "t9"."moment_norm"
            INNER JOIN "servanda_spots" AS "t10"
              ON "t26"."of_spot" = "t10"."spot_norm"
            INNER JOIN (
              SELECT
                "t2"."stance_norm" AS "stance_norm_a",
                "t2"."b_must" AS "b_must_a",
                "t2"."xi_must" AS "xi_must_a",
                "t2"."x_must" AS "x_must_a",
                "t2"."tp_must" AS "tp_must_a",
                "t2"."b_may" AS "b_may_a",
                "t2"."xi_may" AS "xi_may_a",
                "t2"."x_may" AS "x_may_a",
                "t2"."tp_may" AS "tp_may_a"
              FROM "servanda_stances" AS "t2"
            ) AS "t20"
              ON "t26"."of_stance_a" = "t20"."stance_norm_a"
            INNER JOIN (
              SELECT
                "t2"."stance_norm" AS "stance_norm_b",
                "t2"."b_must" AS "b_must_b",
                "t2"."xi_must" AS "xi_must_b",
                "t2"."x_must" AS "x_must_b",
                "t2"."tp_must" AS "tp_must_b",
                "t2"."b_may" AS "b_may_b",
                "t2"."xi_may" AS "xi_may_b",
                "t2"."x_may" AS "x_may_b",
                "t2"."tp_may" AS "tp_may_b"
              FROM "servanda_stances" AS "t2"
            ) AS "t21"
              ON "t26"."of_stance_b" = "t21"."stance_norm_b"
          ) AS "t27"
        ) AS "t28"
      ) AS "t29"
    ) AS "t30"
  ) AS "t31"
) AS "t32"
ORDER BY
  "t32"."pos" ASC,
  "t32"."norm" ASC,
  "t32"."bit" ASC
